using System.Text.RegularExpressions;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Mapping.Filters;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Running;

/// <summary>
/// A JSON file that describes several functions for one run. Paths in it are relative to it.
/// <code>
/// {
///   "functions": [
///     {
///       "function": "src/Shipping",                    // as --function; required, but not with "command"
///       "handler": "Shipping::Shipping.Function::Run", // by default that of the defaults file
///       "command": "python3 shipping.py",              // as --command; in place of "handler" and "configuration"
///       "configuration": "Debug",                      // by default what was built last
///       "name": "shipping",                            // by default that of the defaults file
///       "timeout": 30, "memory": 512,                  // seconds and MB; by default those of the defaults file
///       "processes": 1,                                // each handles one batch at a time; by default maximumConcurrency, or else 1
///       "queue": { "name": "shipping", "fifo": false, "visibilityTimeout": 180, "maxReceiveCount": 5 },
///       "mapping": {
///         "batchSize": 10, "batchingWindow": 0, "maximumConcurrency": 2, "reservedConcurrency": 5,
///         "reportBatchItemFailures": true, "filters": ["{\"body\":{\"kind\":[\"parcel\"]}}"]
///       },
///       "variables": { "CARRIER": "post" },
///       "tables": { "SHIPPING_TABLE": "id" },          // with --dynamodb; beside those of its laptop.json
///       "samples": "samples.jsonl"                     // by default the nearest below the function, or that beside the command; false for none
///     }
///   ]
/// }
/// </code>
/// </summary>
internal static partial class FunctionsFile
{
    private const int MaxFunctions = 20;

    /// <summary>Reads the file and finds its functions.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">What the command line says for all of them.</param>
    /// <param name="error">Where to tell of a build.</param>
    /// <exception cref="UsageException">The file cannot be used: which line, which value, and what is allowed.</exception>
    public static IReadOnlyList<RunPlan> Read(string file, RunOptions options, TextWriter error)
    {
        JsonFileValue root = JsonFileValue.Read(file);
        root.AllowOnly("functions");
        if (root["functions"] is not { Items: { Count: >= 1 and <= MaxFunctions } items })
        {
            throw new UsageException($"{file}: allowed is an object with an array 'functions' of 1 to {MaxFunctions} functions.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        List<RunPlan> plans = [];
        foreach (JsonFileValue item in items)
        {
            RunPlan plan = ReadFunction(item, folder, options, error);
            if (plans.Exists(other => HaveQueueInCommon(other, plan) || other.Function.Name == plan.Function.Name))
            {
                throw new UsageException(
                    $"{file}, line {item.Line}: {item.Path} has the name '{plan.Function.Name}' and the queue '{NameOf(plan)}': allowed are names that no other function of the file has.");
            }

            plans.Add(plan);
        }

        return plans;

        static bool HaveQueueInCommon(RunPlan one, RunPlan other) =>
            FunctionEnvironments.RegionOf(one) == FunctionEnvironments.RegionOf(other)
            && (NameOf(one) == NameOf(other) || NameOf(one) == Queues.DeadLettersOf(NameOf(other)) || NameOf(other) == Queues.DeadLettersOf(NameOf(one)));

        static string NameOf(RunPlan plan) => Queues.NameOf(plan.QueueName ?? plan.Function.Name);
    }

    private static RunPlan ReadFunction(JsonFileValue item, string folder, RunOptions options, TextWriter error)
    {
        item.AllowOnly("function", "command", "handler", "configuration", "name", "timeout", "memory", "processes", "queue", "mapping", "variables", "tables", "samples");
        FunctionDescription function;
        try
        {
            function = item["command"] is { } command ? FindProgram(item, command, folder) : FindAssembly(item, folder, options, error);
        }
        catch (UsageException exception) when (!exception.Message.StartsWith(item.File, StringComparison.Ordinal))
        {
            throw new UsageException($"{item.File}, line {item.Line}: {exception.Message}");
        }

        function = function with
        {
            Name = item["name"]?.AsText() ?? function.Name,
            TimeoutSeconds = item["timeout"]?.AsWhole(1, EventSourceMappingSettings.MaxFunctionTimeoutSeconds, " seconds") ?? function.TimeoutSeconds,
            MemoryMB = item["memory"]?.AsWhole(128, 10_240, " MB") ?? function.MemoryMB,
            Samples = ReadSamples(item["samples"], folder, function),
        };
        if (!FunctionName().IsMatch(function.Name))
        {
            throw new UsageException($"{item.File}, line {item.Line}: {item.Path} has the name '{function.Name}': allowed are 1 to 64 of a-z, A-Z, 0-9, '-' and '_'.");
        }

        JsonFileValue? queue = item["queue"], mapping = item["mapping"];
        queue?.AllowOnly("name", "fifo", "visibilityTimeout", "maxReceiveCount");
        mapping?.AllowOnly("batchSize", "batchingWindow", "maximumConcurrency", "reservedConcurrency", "reportBatchItemFailures", "filters");
        int? maximumConcurrency = mapping?["maximumConcurrency"]?.AsWhole(
            EventSourceMappingSettings.MinMaximumConcurrency, EventSourceMappingSettings.MaxMaximumConcurrency, "");
        int processes = item["processes"]?.AsWhole(1, RunPlan.MaxProcesses, "") ?? RunPlan.ProcessesFor(maximumConcurrency);
        RunOptions own = options with
        {
            Variables = Merged(LaptopFile.ReadVariables(item["variables"]), options.Variables),
            Tables = LaptopFile.ReadVariables(item["tables"]),
            Fifo = queue?["fifo"]?.AsFlag() ?? function.Laptop.Fifo,
            VisibilityTimeoutSeconds = queue?["visibilityTimeout"]?.AsWhole(0, 43_200, " seconds"),
            MaxReceiveCount = queue?["maxReceiveCount"]?.AsWhole(1, 1_000, ""),
            ReservedConcurrency = mapping?["reservedConcurrency"]?.AsWhole(0, 1_000, ""),
            Mapping = new()
            {
                BatchSize = mapping?["batchSize"]?.AsWhole(1, EventSourceMappingSettings.MaxBatchSize, "") ?? options.Mapping.BatchSize,
                MaximumBatchingWindowInSeconds = mapping?["batchingWindow"]?.AsWhole(0, EventSourceMappingSettings.MaxBatchingWindowSeconds, " seconds") ?? 0,
                MaximumConcurrency = maximumConcurrency ?? Math.Max(EventSourceMappingSettings.MinMaximumConcurrency, processes),
                ReportBatchItemFailures = mapping?["reportBatchItemFailures"]?.AsFlag() ?? true,
                FilterCriteria = ReadFilters(mapping?["filters"]),
            },
        };
        return new(own, function) { QueueName = queue?["name"]?.AsText(), Processes = processes };
    }

    private static FunctionDescription FindAssembly(JsonFileValue item, string folder, RunOptions options, TextWriter error)
    {
        string path = (item["function"] ?? throw new UsageException($"{item.File}, line {item.Line}: {item.Path} has no 'function': allowed is a path as with --function."))
            .AsText("a path as with --function");
        return FunctionLocator.Find(
            new(path, item["handler"]?.AsText("ASSEMBLY::TYPE::METHOD"), item["configuration"]?.AsText(), options.Function.Builds), folder, error);
    }

    private static FunctionDescription FindProgram(JsonFileValue item, JsonFileValue command, string folder)
    {
        foreach (string name in (string[])["handler", "configuration"])
        {
            if (item[name] is { } other)
            {
                throw new UsageException($"{other.File}, line {other.Line}: {other.Path} is for a .NET assembly: it is not allowed with 'command'.");
            }
        }

        return ForeignProgram.Describe(command.AsText("a command line"), item["function"]?.AsText("a path as with --function"), folder);
    }

    // Lambda API reference, "CreateFunction".
    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,64}\z")]
    private static partial Regex FunctionName();

    private static SampleMessages ReadSamples(JsonFileValue? value, string folder, FunctionDescription function) =>
        value is null ? function.Samples
        : value.Kind == System.Text.Json.JsonTokenType.False ? SampleMessages.None
        : SampleMessages.Open(Path.GetFullPath(Path.Combine(folder, value.AsText("the path of a file, or false"))));

    private static FilterCriteria ReadFilters(JsonFileValue? value)
    {
        try
        {
            return FilterCriteria.Parse([.. value?.AsTexts("an array of patterns, each a text") ?? []]);
        }
        catch (InvalidFilterPatternException exception)
        {
            throw new UsageException($"{value!.File}, line {value.Line}: {exception.Message}");
        }
    }

    // What the command line says wins, as it does for a single function.
    private static Dictionary<string, string> Merged(IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string> second)
    {
        var merged = new Dictionary<string, string>(first, StringComparer.Ordinal);
        foreach ((string name, string value) in second)
        {
            merged[name] = value;
        }

        return merged;
    }
}
