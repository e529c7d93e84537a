namespace SqsLambda.Local.Lambda;

/// <summary>How an invocation ended.</summary>
/// <param name="Payload">The response as JSON; empty where the function failed.</param>
/// <param name="FunctionError">What went wrong, in one line.</param>
/// <param name="IsThrottled">Whether the function was not invoked, as no concurrency is left for it.</param>
internal sealed record InvocationResult(byte[] Payload, string? FunctionError, bool IsThrottled = false)
{
    public static InvocationResult Throttled { get; } = new([], FunctionError: null, IsThrottled: true);

    /// <summary>What throttled the invocation, such as "by --fault-throttle"; <see langword="null"/> if that is not known.</summary>
    public string? ThrottleCause { get; init; }

    /// <summary>What the function told of its messages; empty if it tells nothing.</summary>
    public IReadOnlyList<MessageResult> Messages { get; init; } = [];

    /// <summary>The request id of the invocation; <see langword="null"/> if the function was not invoked.</summary>
    public string? RequestId { get; init; }

    public static InvocationResult Failed(string error) => new([], error);
}
