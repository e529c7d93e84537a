using SqsLambda.Simulation.CommandLine;

return SimulationProgram.Run(args, Console.Out, Console.Error);
