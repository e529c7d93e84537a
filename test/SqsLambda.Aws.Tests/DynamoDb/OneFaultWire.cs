using System.Net;
using System.Text.Json.Nodes;

namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>A network on which the first transaction goes wrong.</summary>
/// <param name="fault">What happens to it.</param>
public sealed class OneFaultWire(WireFault fault) : DelegatingHandler
{
    private HttpRequestMessage? _late;
    private int _transactions;

    /// <summary>How many transactions were asked for.</summary>
    public int Transactions => _transactions;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.GetValues("X-Amz-Target").Single().EndsWith(".TransactWriteItems", StringComparison.Ordinal))
        {
            if (++_transactions == 1)
            {
                return await FailAsync(request, cancellationToken);
            }

            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            if (_late is not null)
            {
                (await base.SendAsync(_late, cancellationToken)).Dispose();
            }

            return answer;
        }

        return await base.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> FailAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] content = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        switch (fault)
        {
            case WireFault.TimeoutAfter or WireFault.ServerErrorAfter or WireFault.ResetAfter:
                (await base.SendAsync(request, cancellationToken)).Dispose();
                break;
            case WireFault.TimeoutAndLateWrite:
                _late = new(request.Method, request.RequestUri) { Content = new ByteArrayContent(content) };
                foreach ((string name, IEnumerable<string> values) in request.Headers)
                {
                    _late.Headers.TryAddWithoutValidation(name, values);
                }

                _late.Content.Headers.ContentType = request.Content!.Headers.ContentType;
                break;
            case WireFault.PartlyThrottled:
                return Cancelled(request, writes: JsonNode.Parse(content)!["TransactItems"]!.AsArray().Count);
        }

        return WireAnswer.Of(fault, request);
    }

    private static HttpResponseMessage Cancelled(HttpRequestMessage request, int writes) => WireAnswer.Answer(request, HttpStatusCode.BadRequest, new()
    {
        ["__type"] = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        ["Message"] = "Transaction cancelled",
        ["CancellationReasons"] = new JsonArray(
        [
            .. Enumerable.Range(0, writes).Select(static write => new JsonObject { ["Code"] = write == 1 ? "ThrottlingError" : "None" }),
        ]),
    });
}
