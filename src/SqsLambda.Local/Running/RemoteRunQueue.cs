using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sending;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;
using SqsLambda.Local.WebConsole.Actions;
using SqsLambda.Local.WebConsole.Elsewhere;
using QueueAttributeName = SqsLambda.Local.Sqs.Queues.QueueAttributeName;

namespace SqsLambda.Local.Running;

/// <summary>A queue elsewhere, by the AWS SDK: region, credentials and endpoint are the SDK's usual ones.</summary>
internal sealed class RemoteRunQueue : IRunQueue
{
    private const int EmptyReadings = 3;

    private static readonly TimeSpan TimeBetweenReadings = TimeSpan.FromSeconds(1);
    private static readonly List<string> CountNames =
    [
        QueueAttributeName.ApproximateNumberOfMessages,
        QueueAttributeName.ApproximateNumberOfMessagesDelayed,
        QueueAttributeName.ApproximateNumberOfMessagesNotVisible,
    ];

    private readonly AmazonSQSClient _client;
    private readonly string _url;
    private readonly TimeProvider _timeProvider;
    private readonly RedrivePolicy? _redrive;

    private RemoteConsole? _console;

    private RemoteRunQueue(AmazonSQSClient client, string url, IReadOnlyDictionary<string, string> attributes, TimeProvider timeProvider)
    {
        _client = client;
        _url = url;
        _timeProvider = timeProvider;
        _redrive = attributes.GetValueOrDefault(QueueAttributeName.RedrivePolicy) is { } redrive ? RedrivePolicy.Parse(redrive) : null;
        Source = new RemoteEventSource(
            client,
            url,
            attributes[QueueAttributeName.QueueArn],
            TimeSpan.FromSeconds(int.Parse(attributes[QueueAttributeName.VisibilityTimeout], CultureInfo.InvariantCulture)),
            timeProvider);
    }

    public IEventSource Source { get; }

    public string? EndpointUrl => null;

    public string ConsoleUrl => _console!.Url;

    public int? MaxReceiveCount => _redrive?.MaxReceiveCount;

    public string? DeadLetterQueueUrl => null;

    public string? SilentDeadLetterQueue => _redrive is null ? null : NameIn(_redrive.DeadLetterTargetArn);

    // SQS would have to be asked.
    public QueueCounts? Counts => null;

    public string? Region => null;

    public string Description => string.Create(CultureInfo.InvariantCulture, $"""
        console   {ConsoleUrl}/ in a browser
        queue     {Source.QueueArn}
                  {_url}
                  {Greeting.Retries(Source.VisibilityTimeout, MaxReceiveCount, SilentDeadLetterQueue)}
        """);

    public string? Farewell => null;

    /// <exception cref="UsageException">There is no such queue, it does not suit the mapping, or the SDK cannot use it.</exception>
    public static async Task<RemoteRunQueue> OpenAsync(
        string url, RunPlan plan, RunReport report, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps))
        {
            throw new UsageException(
                $"--queue-url is '{url}': allowed is the http or https URL of a queue, such as https://sqs.eu-central-1.amazonaws.com/123456789012/my-queue.");
        }

        var config = new AmazonSQSConfig();
        if (config.RegionEndpoint is null && config.ServiceURL is null)
        {
            throw new UsageException(
                $"--queue-url is '{url}', but the AWS SDK finds no region. Set the environment variable AWS_REGION, such as AWS_REGION={RegionIn(parsed)}, "
                + "or AWS_PROFILE to a profile that has a region. AWS_DEFAULT_REGION is not read. For a queue outside AWS, set AWS_ENDPOINT_URL_SQS.");
        }

        AmazonSQSClient? client = null;
        try
        {
            client = new AmazonSQSClient(config);
            var answer = await client.GetQueueAttributesAsync(
                new GetQueueAttributesRequest(url, [QueueAttributeName.All]), cancellationToken);
            var queue = new RemoteRunQueue(client, url, answer.Attributes, timeProvider);
            UsageException.ThrowIfRefused(plan.Mapping.Validate(queue.Source.IsFifo, queue.Source.VisibilityTimeout));
            queue._console = await RemoteConsole.OpenAsync(
                plan.Options, client, await queue.WithDeadLettersAsync(cancellationToken), report, timeProvider, cancellationToken);
            return queue;
        }
        catch (Exception exception) when (SdkFailure.Is(exception) && !cancellationToken.IsCancellationRequested)
        {
            string where = config.ServiceURL ?? $"region {config.RegionEndpoint?.SystemName}";
            client?.Dispose();
            string reason = exception is QueueDoesNotExistException missing ? LambdaTextOf(missing) : SdkFailure.Reason(exception);
            throw new UsageException($"--queue-url is '{url}', which cannot be used ({where}): {reason}");
        }
    }

    public async Task<SendOutcome> SendAsync(string body, string? groupId, string? deduplicationId, CancellationToken cancellationToken)
    {
        try
        {
            var request = new SendMessageRequest(_url, body) { MessageGroupId = groupId, MessageDeduplicationId = deduplicationId };
            return new((await _client.SendMessageAsync(request, cancellationToken)).MessageId, null);
        }
        catch (Exception exception) when (SdkFailure.Is(exception) && !cancellationToken.IsCancellationRequested)
        {
            return new(null, exception.Message);
        }
    }

    /// <remarks>The counts of SQS are approximate: the queue is empty if three readings in a row, a second apart, find nothing.</remarks>
    public async Task WhenEmptyAsync(CancellationToken cancellationToken)
    {
        for (int empty = 0; empty < EmptyReadings;)
        {
            empty = await IsEmptyAsync(cancellationToken) ? empty + 1 : 0;
            await Task.Delay(TimeBetweenReadings, _timeProvider, cancellationToken);
        }
    }

    public void ShowAgainWithin(PolledMessage message, TimeSpan time)
    {
        // The laptop does not meddle with the messages of a queue elsewhere.
    }

    public void ShowInConsole(MappedFunction function) => _console!.Show(function);

    public async ValueTask DisposeAsync()
    {
        await _console!.DisposeAsync();
        _client.Dispose();
    }

    // The credentials may not allow to find the dead-letter queue.
    private async Task<IReadOnlyList<QueueElsewhere>> WithDeadLettersAsync(CancellationToken cancellationToken)
    {
        var queue = new QueueElsewhere(Source.QueueArn, _url, _redrive?.DeadLetterTargetArn);
        if (queue.DeadLetterTargetArn is not { } arn)
        {
            return [queue];
        }

        try
        {
            return [queue, new(arn, (await _client.GetQueueUrlAsync(NameIn(arn), cancellationToken)).QueueUrl, null)];
        }
        catch (Exception exception) when (SdkFailure.Is(exception) && !cancellationToken.IsCancellationRequested)
        {
            return [queue];
        }
    }

    // The host of a queue in AWS is sqs.REGION.amazonaws.com.
    private static string RegionIn(Uri url) => url.Host.Split('.') is ["sqs", var region, "amazonaws", ..] ? region : RegionName.Default;

    private static string NameIn(string arn) => arn[(arn.LastIndexOf(':') + 1)..];

    // What CreateEventSourceMapping answers when there is no such queue.
    private static string LambdaTextOf(QueueDoesNotExistException missing) =>
        $"Error occurred while ReceiveMessage. SQS Error Code: {missing.ErrorCode}. SQS Error Message: {missing.Message}";

    // If the counts cannot be read, polls fail too, and the report says so.
    private async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _client.GetQueueAttributesAsync(new GetQueueAttributesRequest(_url, CountNames), cancellationToken);
            return CountNames.TrueForAll(name => answer.Attributes.GetValueOrDefault(name, "0") == "0");
        }
        catch (QueueDoesNotExistException)
        {
            return true;
        }
        catch (Exception exception) when (SdkFailure.Is(exception) && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
