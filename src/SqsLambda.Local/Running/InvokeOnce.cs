using System.Text;
using System.Text.Json;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Reporting;

namespace SqsLambda.Local.Running;

/// <summary>The command <c>invoke</c>: one event in, one response out.</summary>
internal static class InvokeOnce
{
    /// <exception cref="UsageException">The file cannot be read or is no SQS event.</exception>
    public static async Task<int> StartAsync(
        InvokeOptions options,
        IFunctionSource functions,
        TextWriter output,
        TextWriter standardError,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        using var error = new PrintableWriter(standardError);
        try
        {
            return await InvokeAsync(options, functions, output, error, timeProvider, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("Ended before the function answered.");
            return ExitCode.Failure;
        }
    }

    private static async Task<int> InvokeAsync(
        InvokeOptions options, IFunctionSource functions, TextWriter output, TextWriter error, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        byte[] payload = await ReadAsync(options.File, cancellationToken);
        if (WhyNoSqsEvent(payload) is { } reason)
        {
            throw new UsageException($"--event is {options.File}, which is no SQS event: {reason}.");
        }

        FunctionDescription description = functions.Find(options.Function, error);
        if (functions.Prepare(description) is { } notApplied)
        {
            await error.WriteLineAsync($"warning: {notApplied}");
        }

        var environment = new FunctionEnvironment(Environment.GetEnvironmentVariable, options.Variables);
        foreach ((string name, string value) in description.Laptop.Variables)
        {
            environment.SetDefault(name, value);
        }

        var log = new FunctionLog(error);
        using var function = new LocalFunction(
            description.Name,
            functions.Open(description, environment.Variables, log),
            TimeSpan.FromSeconds(options.TimeoutSeconds ?? description.TimeoutSeconds),
            description.MemoryMB,
            timeProvider,
            log)
        {
            FunctionArn = (description with { Region = environment.Region }).Arn,
        };
        InvocationResult result = await function.InvokeAsync(payload).WaitAsync(cancellationToken);
        if (result.FunctionError is { } failure)
        {
            await error.WriteLineAsync($"The function failed: {failure}");
            return ExitCode.Failure;
        }

        await output.WriteLineAsync(PrintableText.Json(Encoding.UTF8.GetString(result.Payload)));
        return ExitCode.Success;
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            using Stream stream = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            using var copy = new MemoryStream();

            // A read of the console cannot be cancelled, only left behind.
            await stream.CopyToAsync(copy, cancellationToken).WaitAsync(cancellationToken);
            return UserFile.Utf8Of(copy.ToArray());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--event is {file}, which cannot be read: {exception.Message}");
        }
    }

    private static string? WhyNoSqsEvent(byte[] payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            JsonElement root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? $"it is a JSON {root.ValueKind}, not an object"
                : !root.TryGetProperty("Records", out JsonElement records) || records.ValueKind != JsonValueKind.Array ? "it has no array \"Records\""
                : records.EnumerateArray().Any(static record => !IsSqsRecord(record)) ? "not every record is a message with \"eventSource\":\"aws:sqs\""
                : records.EnumerateArray().Any(static record => !HasMessageId(record)) ? "not every record has a \"messageId\""
                : null;
        }
        catch (JsonException exception)
        {
            return $"it is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})";
        }
    }

    private static bool IsSqsRecord(JsonElement record) =>
        record.ValueKind == JsonValueKind.Object
        && record.TryGetProperty("eventSource", out JsonElement source)
        && source.ValueKind == JsonValueKind.String
        && source.ValueEquals("aws:sqs");

    private static bool HasMessageId(JsonElement record) =>
        record.TryGetProperty("messageId", out JsonElement id) && id.ValueKind == JsonValueKind.String && !id.ValueEquals("");
}

/// <summary>What the command line of <c>invoke</c> says.</summary>
internal sealed record InvokeOptions(string File, int? TimeoutSeconds, FunctionSelection Function, IReadOnlyDictionary<string, string> Variables);
