using System.Diagnostics;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Testing;

/// <summary>Asserts on the response of a function.</summary>
/// <remarks>
/// Lambda delivers the messages whose ids the response returns again, and deletes all others. The order of the ids does not matter to Lambda, so it
/// does not matter here.
/// </remarks>
public static class SqsBatchResponseExtensions
{
    /// <summary>Returns the message ids of the response, in its order.</summary>
    /// <param name="response">The response of the function.</param>
    /// <returns>The ids; none if the response or its list is <see langword="null"/>. An id may be <see langword="null"/>.</returns>
    public static IReadOnlyList<string?> ReturnedIds(this SQSBatchResponse? response) =>
        [.. response?.BatchItemFailures?.Select(static failure => failure?.ItemIdentifier) ?? []];

    /// <summary>Asserts that the response returns exactly these messages, each once, in any order.</summary>
    /// <param name="response">The response of the function.</param>
    /// <param name="messageIds">The ids of the messages that Lambda has to deliver again.</param>
    /// <exception cref="SqsAssertException">The response differs. The message of the exception says how.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="messageIds"/> or an id in it is <see langword="null"/> or empty, or an id is in it twice.
    /// </exception>
    [StackTraceHidden]
    public static void ShouldReturn(this SQSBatchResponse? response, params string[] messageIds)
    {
        ArgumentNullException.ThrowIfNull(messageIds);
        if (messageIds.Any(string.IsNullOrEmpty) || messageIds.Distinct(StringComparer.Ordinal).Count() < messageIds.Length)
        {
            throw new ArgumentException("An expected id is null or empty, or is there twice.", nameof(messageIds));
        }

        if (ResponseDifference.Between(response, messageIds) is { } difference)
        {
            throw new SqsAssertException(difference);
        }
    }

    /// <summary>
    /// Asserts that the response returns exactly these messages, each once, in any order. If it differs, the log of the invocation says why.
    /// </summary>
    /// <param name="response">The response of the function.</param>
    /// <param name="context">The context of the invocation. Its log becomes part of the exception's message.</param>
    /// <param name="messageIds">The ids of the messages that Lambda has to deliver again.</param>
    /// <exception cref="SqsAssertException">The response differs. The message of the exception says how, and contains the log.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="context"/> is <see langword="null"/>, <paramref name="messageIds"/> or an id in it is <see langword="null"/> or empty, or an id is in
    /// it twice.
    /// </exception>
    [StackTraceHidden]
    public static void ShouldReturn(this SQSBatchResponse? response, TestInvocationContext context, params string[] messageIds)
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            response.ShouldReturn(messageIds);
        }
        catch (SqsAssertException exception) when (context.Log.Text.Length > 0)
        {
            throw new SqsAssertException($"{exception.Message}\nThe log of the invocation:\n{context.Log.Text}");
        }
    }

    /// <summary>Asserts that the response returns no message, so that Lambda deletes all of them.</summary>
    /// <param name="response">The response of the function.</param>
    /// <exception cref="SqsAssertException">
    /// The response returns a message, or it or its list is <see langword="null"/>. The message of the exception says how it differs.
    /// </exception>
    [StackTraceHidden]
    public static void ShouldReturnNothing(this SQSBatchResponse? response) => response.ShouldReturn();

    /// <summary>
    /// Asserts that the response returns no message, so that Lambda deletes all of them. If it returns one, the log of the invocation says why.
    /// </summary>
    /// <param name="response">The response of the function.</param>
    /// <param name="context">The context of the invocation. Its log becomes part of the exception's message.</param>
    /// <exception cref="SqsAssertException">
    /// The response returns a message, or it or its list is <see langword="null"/>. The message of the exception contains the log.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <see langword="null"/>.</exception>
    [StackTraceHidden]
    public static void ShouldReturnNothing(this SQSBatchResponse? response, TestInvocationContext context) => response.ShouldReturn(context);
}
