using SqsLambda.Local.CommandLine;

return await CommandLineProgram.RunAsync(args, Console.Out, Console.Error, TimeProvider.System, CancellationToken.None);
