using Amazon.DynamoDBv2.Model;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Batch;

namespace SqsLambda.Aws;

/// <summary>What a handler can do with DynamoDB in the completion of its message.</summary>
public static class MessageContextExtensions
{
    /// <summary>
    /// Enlists DynamoDB writes in the completion of the message. If the handler succeeds, the writes and the completion of the idempotency record are one
    /// transaction (<c>TransactWriteItems</c>): all of them are made, once, or none is. Neither a crash nor a run that ends after its lease makes them
    /// twice.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The idempotency records must be in DynamoDB (<c>IDEMPOTENCY_TABLE</c>), and the tables of the writes in the same account and region. Up to 99
    /// writes of a message, with up to 4 MB, and one write for each item. (DynamoDB API Reference, TransactWriteItems: 100 writes, 4 MB.)
    /// </para>
    /// <para>
    /// A write whose condition does not hold fails the message: none of its writes is made, and it comes back. Throw
    /// <see cref="PermanentFailureException"/> beforehand if it can never succeed. The function's role needs <c>dynamodb:UpdateItem</c> on the
    /// idempotency table, and <c>dynamodb:PutItem</c>, <c>UpdateItem</c>, <c>DeleteItem</c> or <c>ConditionCheckItem</c> on the tables of the writes.
    /// </para>
    /// </remarks>
    /// <param name="context">The message.</param>
    /// <param name="writes">
    /// The writes, each with exactly one of <c>Put</c>, <c>Update</c>, <c>Delete</c> and <c>ConditionCheck</c>. Do not change them afterwards.
    /// </param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// A write is empty, or has several kinds, no table or no key, or the writes of the message exceed a limit. Nothing was enlisted.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The message runs without a claim, or its handler has ended (<see cref="MessageContext.EnlistWork"/>).
    /// </exception>
    /// <example>
    /// <code>
    /// public Task HandleAsync(Order message, MessageContext context, CancellationToken cancellationToken)
    /// {
    ///     context.Enlist(new TransactWriteItem { Put = new() { TableName = "orders", Item = ItemOf(message) } });
    ///     return Task.CompletedTask;
    /// }
    /// </code>
    /// </example>
    public static void Enlist(this MessageContext context, params IReadOnlyList<TransactWriteItem> writes)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(writes);
        if (TransactionMember.FaultOf([.. context.EnlistedWork, .. writes]) is { } fault)
        {
            throw new ArgumentException($"The writes cannot be enlisted: {fault}.", nameof(writes));
        }

        context.EnlistWork([.. writes]);
    }

    /// <summary>The writes that were enlisted so far, in their order: for unit tests of a handler.</summary>
    /// <param name="context">The message.</param>
    /// <returns>The writes.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <see langword="null"/>.</exception>
    public static IReadOnlyList<TransactWriteItem> EnlistedWrites(this MessageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return [.. context.EnlistedWork.OfType<TransactWriteItem>()];
    }
}
