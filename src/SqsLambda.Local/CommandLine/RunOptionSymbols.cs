using System.CommandLine;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Mapping.Filters;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Running;

namespace SqsLambda.Local.CommandLine;

/// <summary>The options of a run, as the command line knows them.</summary>
internal sealed class RunOptionSymbols
{
    // As in AWS's own runtime interface emulator.
    private const int DefaultRuntimeApiPort = 9001;

    private static readonly RunOptions Defaults = new();

    private readonly Option<int?> _port = OptionalNumber(
        "--port", "The port of the SQS endpoint and the console on 127.0.0.1; 0 for any free one.", 0, ushort.MaxValue, $"{Defaults.Port}; with --queue-url any free one");

    private readonly Option<string[]> _allowHost = new("--allow-host")
    {
        Description = "A host name, without a port, by which clients may call the SQS endpoint and the console, besides localhost. Repeat it for more.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _queueUrl = new("--queue-url")
    {
        Description = "Poll this queue, and make none in this process. Region, credentials and endpoint are those of the AWS SDK.",
        HelpName = "URL",
    };

    private readonly Option<string?> _send = new("--send")
    {
        Description = "Send each line of this file as a message, and not the samples. - reads standard input.",
        CustomParser = OptionValues.Path,
        HelpName = "FILE",
    };

    private readonly Option<bool> _untilIdle = new("--until-idle")
    {
        Description = "End when the queue is empty. Exit code 0, or 1 if a message was dead-lettered.",
    };

    private readonly Option<bool> _log = new("--log") { Description = "Show the function's log too." };
    private readonly Option<bool> _trace = new("--trace") { Description = "Show each receive and each batch too." };
    private readonly Option<bool> _open = new("--open") { Description = "Open the console in the browser. It shows the queues and messages, and sends, pauses and redrives." };
    private readonly Option<bool> _fifo = new("--fifo") { Description = "Make the queue and its dead-letter queue FIFO queues." };

    private readonly Option<bool> _deadLetterAtOnce = new("--dead-letter-at-once")
    {
        Description = "Give the function DEAD_LETTER_QUEUE_URL: it sends a message that can never succeed to the dead-letter queue at once.",
    };

    private readonly Option<string?> _dynamoDb = new("--dynamodb")
    {
        Description = "Create the function's tables in the DynamoDB at this URL, such as DynamoDB Local, and let the function use them.",
        HelpName = "URL",
    };

    private readonly Option<int?> _visibilityTimeout = OptionalNumber(
        "--visibility-timeout",
        "Seconds after which a message that was received and not deleted is back.",
        0,
        43_200,
        "6 times the timeout of the function");

    private readonly Option<int?> _maxReceiveCount = OptionalNumber(
        "--max-receive-count", "Receives after which a message goes to the dead-letter queue.", 1, 1_000, "5; for the samples 3");

    private readonly Option<int> _batchSize = Number(
        "--batch-size",
        "Messages in a batch at most. More than 10 need --batching-window; --fifo allows 10.",
        1,
        EventSourceMappingSettings.MaxBatchSize,
        Defaults.Mapping.BatchSize);

    private readonly Option<int> _batchingWindow = Number(
        "--batching-window",
        "Seconds for which a batch gathers messages. Not with --fifo.",
        0,
        EventSourceMappingSettings.MaxBatchingWindowSeconds,
        Defaults.Mapping.MaximumBatchingWindowInSeconds);

    private readonly Option<int?> _maximumConcurrency = OptionalNumber(
        "--maximum-concurrency",
        "Invocations at once at most: the mapping polls no more. With --command also the processes that are started, up to 20.",
        EventSourceMappingSettings.MinMaximumConcurrency,
        EventSourceMappingSettings.MaxMaximumConcurrency,
        "no limit; with --command one process");

    private readonly Option<int?> _reservedConcurrency = OptionalNumber(
        "--reserved-concurrency", "Invocations at once at most: the function throttles the others.", 0, 1_000, "no limit");

    private readonly Option<string> _reportBatchItemFailures = new("--report-batch-item-failures")
    {
        Description = "Whether Lambda reads which messages of a batch failed. If off, every answer of the function is a success. [default: on]",
        DefaultValueFactory = static _ => "on",
        CustomParser = static result => OptionValues.OneOf(result, "on", "off"),
        HelpName = "on|off",
    };

    private readonly Option<string[]> _filter = new("--filter")
    {
        Description = "Let only messages whose body matches this EventBridge pattern reach the function, and delete the others. Repeat it for more patterns: one match is enough.",
        HelpName = "PATTERN",
    };

    private readonly Option<int?> _functionTimeout = OptionalNumber(
        "--function-timeout",
        "Seconds after which an invocation is abandoned. Not more than the visibility timeout.",
        1,
        EventSourceMappingSettings.MaxFunctionTimeoutSeconds,
        $"function-timeout of {ToolsDefaults.FileName}, or 3");

    private readonly Option<string[]> _table = new("--table")
    {
        Description = "With --dynamodb: the environment variable that names a table, and the table's partition key. Repeat it for each table.",
        HelpName = "NAME=KEY",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> _functions = new("--functions")
    {
        Description = "Run the functions that this JSON file describes, each in a process of its own. The README of SqsLambda.Local describes the file under \"Several functions\".",
        CustomParser = OptionValues.Path,
        HelpName = "FILE",
    };

    private readonly Option<string?> _command = new("--command")
    {
        Description = "Run this command line by the shell as the function, in any language: a program that speaks the Lambda Runtime API. It is started with the "
            + "first batch, and after a crash with the next one. --function is then its folder. [default folder: this one]",
        CustomParser = OptionValues.CommandLine,
        HelpName = "COMMAND",
    };

    private readonly Option<int?> _runtimeApi = new("--runtime-api")
    {
        Description = "Wait for a process that is started elsewhere with AWS_LAMBDA_RUNTIME_API=127.0.0.1:PORT, as in an IDE or a container. "
            + $"--function-timeout also ends a batch at a breakpoint. 0 for any free port. [default port: {DefaultRuntimeApiPort}]",
        CustomParser = static result => result.Tokens.Count == 0 ? DefaultRuntimeApiPort : OptionValues.Whole<int>(result, 0, ushort.MaxValue),
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "[PORT]",
    };

    private readonly FunctionOptionSymbols _function = new();

    private readonly FaultOptionSymbols _faults = new();

    public RunOptionSymbols() => _filter.AllowMultipleArgumentsPerToken = _allowHost.AllowMultipleArgumentsPerToken = false;

    /// <summary>The options, as the help shows them: what most runs need comes first.</summary>
    public IReadOnlyList<OptionGroup> Groups =>
    [
        new("Most used", [(_untilIdle, null), (_send, "orders.jsonl"), (_open, null), (_log, null), (_trace, null), (_fifo, null), (_port, "0")]),
        new(
            "Which function, and its settings",
            [
                .. _function.All.Select(static option => (option, FunctionOptionSymbols.Example(option.Name))),
                (_functionTimeout, "5"), (_functions, "functions.json"), (_command, "\"python3 function.py\""), (_runtimeApi, "9001"),
            ]),
        new(
            "Queue: when messages come back, and who can reach it",
            [
                (_visibilityTimeout, "30"), (_maxReceiveCount, "3"), (_deadLetterAtOnce, null), (_allowHost, "my-laptop.local"),
                (_queueUrl, "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"),
            ]),
        new(
            "Event source mapping: batches, concurrency and filters",
            [
                (_batchSize, "1"), (_batchingWindow, "5"), (_maximumConcurrency, "2"), (_reservedConcurrency, "5"), (_reportBatchItemFailures, "off"),
                (_filter, """'{"body":{"sku":[{"prefix":"TEA"}]}}'"""),
            ]),
        new("DynamoDB tables", [(_dynamoDb, "http://127.0.0.1:8000"), (_table, "ORDERS_TABLE=id")]),
        _faults.Group,
    ];

    public IEnumerable<Option> All => Groups.SelectMany(static group => group.Options).Select(static shown => shown.Option);

    // What makes the queue of this process.
    private IEnumerable<Option> LocalOnly => [_fifo, _visibilityTimeout, _maxReceiveCount, _deadLetterAtOnce];

    /// <exception cref="UsageException">Options do not go together, or a value is none.</exception>
    public RunOptions Read(ParseResult result)
    {
        RefuseLocalOnly(result);
        RefuseForSeveral(result);
        RefuseForPrograms(result);
        return new()
        {
            Function = _function.Read(result),
            FunctionsFile = result.GetValue(_functions),
            Command = result.GetValue(_command),
            RuntimeApiPort = IsGiven(result, _runtimeApi) ? result.GetValue(_runtimeApi) ?? DefaultRuntimeApiPort : null,
            Variables = _function.ReadVariables(result),
            Tables = FunctionOptionSymbols.ReadAssignments("--table", result.GetValue(_table)),
            Port = PortOf(result),
            AllowedHosts = ReadHosts(result),
            QueueUrl = result.GetValue(_queueUrl),
            Send = result.GetValue(_send),
            UntilIdle = result.GetValue(_untilIdle),
            Log = result.GetValue(_log),
            Trace = result.GetValue(_trace),
            Open = result.GetValue(_open),
            DeadLetterAtOnce = result.GetValue(_deadLetterAtOnce),
            Fifo = result.GetValue(_fifo),
            DynamoDb = result.GetValue(_dynamoDb),
            FunctionTimeoutSeconds = result.GetValue(_functionTimeout),
            VisibilityTimeoutSeconds = result.GetValue(_visibilityTimeout),
            MaxReceiveCount = result.GetValue(_maxReceiveCount),
            ReservedConcurrency = result.GetValue(_reservedConcurrency),
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

    // A run on the queue of another run goes beside that.
    private int PortOf(ParseResult result) => result.GetValue(_port) ?? (result.GetValue(_queueUrl) is null ? Defaults.Port : 0);

    private void RefuseLocalOnly(ParseResult result)
    {
        if (result.GetValue(_queueUrl) is not null && LocalOnly.FirstOrDefault(option => IsGiven(result, option)) is { } option)
        {
            throw new UsageException($"{option.Name} is for a queue of this process: it is not allowed with --queue-url.");
        }
    }

    // A program of another language is no assembly, and one that is started elsewhere has its own environment.
    private void RefuseForPrograms(ParseResult result)
    {
        if (IsGiven(result, _command) && IsGiven(result, _runtimeApi))
        {
            throw new UsageException("--command does not go with --runtime-api: the one starts a process, the other waits for it.");
        }

        if (IsGiven(result, _runtimeApi) && (result.GetValue(_runtimeApi) ?? DefaultRuntimeApiPort) is > 0 and var apiPort && apiPort == PortOf(result))
        {
            throw new UsageException($"--port and --runtime-api are both {apiPort}: they need different ports.");
        }

        Option? program = Array.Find((Option[])[_command, _runtimeApi], option => IsGiven(result, option));
        if (program is not null && _function.AssemblyOnly.FirstOrDefault(option => IsGiven(result, option)) is { } assemblyOnly)
        {
            throw new UsageException($"{assemblyOnly.Name} is for a .NET assembly: it is not allowed with {program.Name}.");
        }

        if (program == _runtimeApi && Array.Find((Option[])[_function.Env, _deadLetterAtOnce], option => IsGiven(result, option)) is { } variable)
        {
            throw new UsageException($"{variable.Name} is for a process that the run starts: it is not allowed with --runtime-api.");
        }
    }

    private static bool IsGiven(ParseResult result, Option option) => result.GetResult(option) is { Implicit: false };

    // What a functions file says for each function.
    private void RefuseForSeveral(ParseResult result)
    {
        if (IsGiven(result, _functions) && IsGiven(result, _runtimeApi))
        {
            throw new UsageException("--runtime-api is for one function: it does not go with --functions.");
        }

        Option[] allowed = [_functions, _port, _allowHost, _untilIdle, _open, _log, _trace, _dynamoDb, _deadLetterAtOnce, _function.Env, _function.NoBuild, .. _faults.Group.Options.Select(static shown => shown.Option)];
        if (result.GetValue(_functions) is not null && All.Except(allowed).FirstOrDefault(option => IsGiven(result, option)) is { } option)
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

    private static Option<int> Number(string name, string description, int min, int max, int defaultValue) => new(name)
    {
        Description = $"{description} {min} to {max}. [default: {defaultValue}]",
        CustomParser = result => OptionValues.Whole(result, min, max),
        DefaultValueFactory = _ => defaultValue,
        HelpName = "NUMBER",
    };

    private static Option<int?> OptionalNumber(string name, string description, int min, int max, string defaultValue) => new(name)
    {
        Description = $"{description} {min} to {max}. [default: {defaultValue}]",
        CustomParser = result => OptionValues.Whole(result, min, max),
        HelpName = "NUMBER",
    };
}
