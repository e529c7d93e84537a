using SqsLambda.Batch;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Tests.Docs.Examples;

public sealed record Payment(string Id);

public sealed record PaymentAnswer(bool IsRefused = false, bool IsBusy = false, TimeSpan? RetryAfter = null);

public interface IPayments
{
    Task<PaymentAnswer> PayAsync(Payment payment, string? idempotencyKey, CancellationToken cancellationToken);
}

public sealed class PaymentHandler(IPayments payments) : IMessageHandler<Payment>
{
    public async Task HandleAsync(Payment message, MessageContext context, CancellationToken cancellationToken)
    {
        PaymentAnswer answer = await payments.PayAsync(message, idempotencyKey: context.IdempotencyKey, cancellationToken);
        if (answer.IsRefused)
        {
            throw new PermanentFailureException("The bank refuses this payment.");
        }

        if (answer.IsBusy)
        {
            throw new DependencyUnavailableException("The bank is busy.", retryAfter: answer.RetryAfter);
        }
    }
}
