using System.Text;
using System.Text.Json;
using SqsLambda.Aws.Settings;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.CommandLine;

/// <summary>The command <c>invoke</c>: one event in, one response out.</summary>
internal static class InvokeOnce
{
    public const int DefaultTimeoutSeconds = 30;

    /// <exception cref="UsageException">The file cannot be read or is no SQS event, or the timeout is out of range.</exception>
    public static async Task<int> StartAsync(
        string file, int timeoutSeconds, TextWriter output, TextWriter error, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (timeoutSeconds is < 1 or > EventSourceMappingSettings.MaxFunctionTimeoutSeconds)
        {
            throw new UsageException(
                $"--function-timeout is {timeoutSeconds}: allowed is 1 to {EventSourceMappingSettings.MaxFunctionTimeoutSeconds} seconds.");
        }

        try
        {
            return await InvokeAsync(file, timeoutSeconds, output, error, timeProvider, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("Ended before the function answered.");
            return ExitCode.Failure;
        }
    }

    private static async Task<int> InvokeAsync(
        string file, int timeoutSeconds, TextWriter output, TextWriter error, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        byte[] payload = await ReadAsync(file, cancellationToken);
        if (WhyNoSqsEvent(payload) is { } reason)
        {
            throw new UsageException($"{file} is no SQS event: {reason}.");
        }

        var logger = new LocalLambdaLogger(error);
        FunctionSettings.Read(Environment.GetEnvironmentVariable);
        var function = new LocalFunction(new Function().FunctionHandler, TimeSpan.FromSeconds(timeoutSeconds), timeProvider, logger);
        InvocationResult result = await function.InvokeAsync(payload).WaitAsync(cancellationToken);
        if (result.FunctionError is { } failure)
        {
            await error.WriteLineAsync($"The function failed: {failure}");
            return ExitCode.Failure;
        }

        await output.WriteLineAsync(Encoding.UTF8.GetString(result.Payload));
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
            return copy.ToArray();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {exception.Message}");
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
