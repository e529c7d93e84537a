using System.CommandLine;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Mapping.Filters;

namespace SqsLambda.Local.CommandLine;

/// <summary>The options of a run, as the command line knows them.</summary>
internal sealed class RunOptionSymbols
{
    private static readonly RunOptions Defaults = new();

    private readonly Option<int> _port = Number(
        "--port", "The port of the SQS endpoint on 127.0.0.1: 0 to 65535, 0 for any.", "0 to 65535", Defaults.Port);

    private readonly Option<string[]> _allowHost = new("--allow-host")
    {
        Description = "A host name, without a port, by which clients may call the SQS endpoint, besides localhost. Repeat it for more.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _queueUrl = new("--queue-url")
    {
        Description = "Poll this queue, by the AWS SDK's usual region, credentials and endpoint, and not one of this process.",
        HelpName = "URL",
    };

    private readonly Option<string?> _send = new("--send")
    {
        Description = "Send every line of this file as a message in place of the samples; - is standard input.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _untilIdle = new("--until-idle")
    {
        Description = "End when nothing is left in the queue: exit code 0, or 1 when something was dead-lettered.",
    };

    private readonly Option<bool> _trace = new("--trace") { Description = "Tell of each receive of a message too, and until when it is hidden." };
    private readonly Option<bool> _fifo = new("--fifo") { Description = "Make the queues FIFO queues." };

    private readonly Option<bool> _deadLetterAtOnce = new("--dead-letter-at-once")
    {
        Description = "Give the function DEAD_LETTER_QUEUE_URL, so that what can never succeed goes to the dead-letter queue at once.",
    };

    private readonly Option<string?> _dynamoDb = new("--dynamodb")
    {
        Description = "Create the function's tables in the DynamoDB at this URL, such as DynamoDB Local, and let the function use them.",
        HelpName = "URL",
    };

    private readonly Option<int?> _visibilityTimeout = OptionalNumber(
        "--visibility-timeout", "The queue's visibility timeout: 0 to 43200 s. [default: 6 times the function's timeout]", "0 to 43200");

    private readonly Option<int?> _maxReceiveCount = OptionalNumber(
        "--max-receive-count", "Receives before a message goes to the dead-letter queue: 1 to 1000. [default: 5; for the samples 3]", "1 to 1000");

    private readonly Option<int> _batchSize = Number(
        "--batch-size", "Messages in a batch: 1 to 10000; more than 10 need a batching window; at most 10 with --fifo.", "1 to 10000", Defaults.Mapping.BatchSize);

    private readonly Option<int> _batchingWindow = Number(
        "--batching-window", "How long a batch gathers: 0 to 300 s; not with --fifo.", "0 to 300", Defaults.Mapping.MaximumBatchingWindowInSeconds);

    private readonly Option<int?> _maximumConcurrency = OptionalNumber(
        "--maximum-concurrency", "Invocations at once, by the event source mapping: 2 to 1000. [default: no limit of its own]", "2 to 1000");

    private readonly Option<int?> _reservedConcurrency = OptionalNumber(
        "--reserved-concurrency", "Invocations at once, by the function, which throttles the others: 0 to 1000. [default: no limit]", "0 to 1000");

    private readonly Option<string> _reportBatchItemFailures = new("--report-batch-item-failures")
    {
        Description = "Whether Lambda reads which messages of a batch failed. Off, whatever the function answers is a success.",
        DefaultValueFactory = static _ => "on",
        CustomParser = static result => OptionValues.OneOf(result, "on", "off"),
        HelpName = "on|off",
    };

    private readonly Option<string[]> _filter = new("--filter")
    {
        Description = "Only messages that match this EventBridge pattern on body reach the function, the others are deleted. Repeat it: any will do.",
        HelpName = "PATTERN",
    };

    private readonly Option<int?> _functionTimeout = OptionalNumber(
        "--function-timeout",
        $"The function's timeout: 1 to 900 s, not more than the visibility timeout. [default: function-timeout of {ToolsDefaults.FileName}, or 3]",
        "1 to 900");

    private readonly Option<string[]> _table = new("--table")
    {
        Description = "With --dynamodb: the environment variable that names a table, and the table's partition key. Repeat it for each table.",
        HelpName = "NAME=KEY",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _functions = new("--functions")
    {
        Description = "Run the functions that this JSON file describes, each in a process of its own. See the README.",
        HelpName = "FILE",
    };

    private readonly FunctionOptionSymbols _function = new();

    private readonly FaultOptionSymbols _faults = new();

    public RunOptionSymbols() => _filter.AllowMultipleArgumentsPerToken = _allowHost.AllowMultipleArgumentsPerToken = false;

    public IEnumerable<Option> All =>
    [
        .. _function.All, _functions, _port, _allowHost, _queueUrl, _send, _untilIdle, _trace, _fifo, _dynamoDb, _table, _visibilityTimeout, _maxReceiveCount, _deadLetterAtOnce, _batchSize, _batchingWindow,
        _maximumConcurrency, _reservedConcurrency, _reportBatchItemFailures, _filter, _functionTimeout, .. _faults.All,
    ];

    // What makes the queue of this process.
    private IEnumerable<Option> LocalOnly => [_port, _allowHost, _fifo, _visibilityTimeout, _maxReceiveCount, _deadLetterAtOnce];

    /// <exception cref="UsageException">Options do not go together, or a value is none.</exception>
    public RunOptions Read(ParseResult result)
    {
        RefuseLocalOnly(result);
        RefuseForSeveral(result);
        return new()
        {
            Function = _function.Read(result),
            FunctionsFile = result.GetValue(_functions),
            Variables = _function.ReadVariables(result),
            Tables = FunctionOptionSymbols.ReadAssignments("--table", result.GetValue(_table)),
            Port = result.GetValue(_port),
            AllowedHosts = ReadHosts(result),
            QueueUrl = result.GetValue(_queueUrl),
            Send = result.GetValue(_send),
            UntilIdle = result.GetValue(_untilIdle),
            Trace = result.GetValue(_trace),
            DeadLetterAtOnce = result.GetValue(_deadLetterAtOnce),
            Fifo = result.GetValue(_fifo),
            DynamoDb = result.GetValue(_dynamoDb),
            FunctionTimeoutSeconds = InRange("--function-timeout", result.GetValue(_functionTimeout), 1, EventSourceMappingSettings.MaxFunctionTimeoutSeconds),
            VisibilityTimeoutSeconds = result.GetValue(_visibilityTimeout),
            MaxReceiveCount = result.GetValue(_maxReceiveCount),
            ReservedConcurrency = InRange("--reserved-concurrency", result.GetValue(_reservedConcurrency), 0, 1000),
            Faults = _faults.Read(result),
            Seed = _faults.ReadSeed(result),
            Mapping = new()
            {
                BatchSize = result.GetValue(_batchSize),
                MaximumBatchingWindowInSeconds = result.GetValue(_batchingWindow),
                MaximumConcurrency = result.GetValue(_maximumConcurrency),
                ReportBatchItemFailures = result.GetValue(_reportBatchItemFailures) == "on",
                FilterCriteria = ReadFilters(result),
            },
        };
    }

    private void RefuseLocalOnly(ParseResult result)
    {
        if (result.GetValue(_queueUrl) is not null && LocalOnly.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } option)
        {
            throw new UsageException($"{option.Name} is for the queue of this process: it does not go with --queue-url.");
        }
    }

    // What a functions file says for each function.
    private void RefuseForSeveral(ParseResult result)
    {
        Option[] allowed = [_functions, _port, _allowHost, _untilIdle, _trace, _dynamoDb, _deadLetterAtOnce, _function.Env, .. _faults.All];
        if (result.GetValue(_functions) is not null && All.Except(allowed).FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } option)
        {
            throw new UsageException($"{option.Name} does not go with --functions, whose file says it for each function.");
        }
    }

    private string[] ReadHosts(ParseResult result)
    {
        string[] hosts = result.GetValue(_allowHost) ?? [];
        return hosts.FirstOrDefault(static host => Uri.CheckHostName(host) == UriHostNameType.Unknown) is { } host
            ? throw new UsageException($"--allow-host is {host}: allowed is a host name or address without a port, such as queues.example.")
            : hosts;
    }

    private FilterCriteria ReadFilters(ParseResult result)
    {
        try
        {
            return FilterCriteria.Parse(result.GetValue(_filter) ?? []);
        }
        catch (InvalidFilterPatternException exception)
        {
            throw new UsageException(exception.Message);
        }
    }

    private static int? InRange(string name, int? value, int min, int max) =>
        value is null || (value >= min && value <= max) ? value : throw new UsageException($"{name} is {value}: allowed is {min} to {max}.");

    private static Option<int?> OptionalNumber(string name, string description, string allowed) => new(name)
    {
        Description = description,
        CustomParser = result => OptionValues.Whole<int>(result, allowed),
        HelpName = "NUMBER",
    };

    private static Option<int> Number(string name, string description, string allowed, int defaultValue) => new(name)
    {
        Description = description,
        CustomParser = result => OptionValues.Whole<int>(result, allowed),
        DefaultValueFactory = _ => defaultValue,
        HelpName = "NUMBER",
    };
}
