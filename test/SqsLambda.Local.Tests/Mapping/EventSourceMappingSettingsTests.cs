using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Tests.Mapping;

public sealed class EventSourceMappingSettingsTests
{
    private static readonly TimeSpan VisibilityTimeout = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(10, 0, null, 3, false, null)]
    [InlineData(10, 0, null, 3, true, null)]
    [InlineData(10000, 1, null, 3, false, null)]
    [InlineData(10, 300, null, 3, false, null)]
    [InlineData(10, 0, 2, 3, true, null)]
    [InlineData(10, 0, 1000, 3, false, null)]
    [InlineData(10, 0, null, 30, false, null)]
    [InlineData(0, 0, null, 3, false, "1 validation error detected: Value '0' at 'batchSize' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData(10001, 0, null, 3, false, "1 validation error detected: Value '10001' at 'batchSize' failed to satisfy constraint: Member must have value less than or equal to 10000")]
    [InlineData(10, -1, null, 3, false, "1 validation error detected: Value '-1' at 'maximumBatchingWindowInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 0")]
    [InlineData(10, 301, null, 3, false, "1 validation error detected: Value '301' at 'maximumBatchingWindowInSeconds' failed to satisfy constraint: Member must have value less than or equal to 300")]
    [InlineData(10, 0, 1, 3, false, "1 validation error detected: Value '1' at 'scalingConfig.maximumConcurrency' failed to satisfy constraint: Member must have value greater than or equal to 2")]
    [InlineData(10, 0, 1001, 3, false, "1 validation error detected: Value '1001' at 'scalingConfig.maximumConcurrency' failed to satisfy constraint: Member must have value less than or equal to 1000")]
    [InlineData(10, 0, null, 0, false, "1 validation error detected: Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1")]
    [InlineData(10, 0, null, 901, false, "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900")]
    [InlineData(11, 0, null, 3, false, "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10: set a batching window")]
    [InlineData(11, 0, null, 3, true, "Batch size is 11: FIFO queues allow at most 10")]
    [InlineData(100, 5, null, 3, true, "Batching window is not supported for FIFO queues")]
    [InlineData(10, 0, null, 60, false, "Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds")]
    public void Lambda_accepts_or_refuses_them_in_its_own_words(
        int batchSize, int window, int? maximumConcurrency, int functionTimeout, bool isFifo, string? answer)
    {
        var settings = new EventSourceMappingSettings
        {
            BatchSize = batchSize,
            MaximumBatchingWindowInSeconds = window,
            MaximumConcurrency = maximumConcurrency,
            FunctionTimeoutSeconds = functionTimeout,
        };

        Assert.Equal(answer, settings.Validate(isFifo, VisibilityTimeout)?.Text);
    }

    [Theory]
    [InlineData(0, 0, null, 3, false, "--batch-size, or batchSize in a functions file")]
    [InlineData(10, 301, null, 3, false, "--batching-window, or batchingWindow in a functions file")]
    [InlineData(10, 0, 1, 3, false, "--maximum-concurrency, or maximumConcurrency in a functions file")]
    [InlineData(10, 0, null, 901, false, "--function-timeout, or timeout in a functions file")]
    [InlineData(11, 0, null, 3, false, "--batching-window, or batchingWindow in a functions file")]
    [InlineData(11, 0, null, 3, true, "--batch-size, or batchSize in a functions file")]
    [InlineData(10, 5, null, 3, true, "--batching-window, or batchingWindow in a functions file")]
    [InlineData(
        10, 0, null, 60, false,
        "--visibility-timeout must be at least --function-timeout; in a functions file, visibilityTimeout at least timeout; with --queue-url, "
        + "the queue's own visibility timeout counts")]
    public void A_refusal_names_what_to_change(
        int batchSize, int window, int? maximumConcurrency, int functionTimeout, bool isFifo, string hint) =>
        Assert.Equal(
            hint,
            new EventSourceMappingSettings
            {
                BatchSize = batchSize,
                MaximumBatchingWindowInSeconds = window,
                MaximumConcurrency = maximumConcurrency,
                FunctionTimeoutSeconds = functionTimeout,
            }.Validate(isFifo, VisibilityTimeout)?.Hint);

    [Theory]
    [InlineData(0, 25, null)]
    [InlineData(5, 25, null)]
    [InlineData(6, 25, 61)]
    public void A_window_that_does_not_fit_lengthens_the_visibility_timeout(int window, int functionTimeout, int? effective) =>
        Assert.Equal(
            effective,
            new EventSourceMappingSettings { MaximumBatchingWindowInSeconds = window, FunctionTimeoutSeconds = functionTimeout }
                .EffectiveVisibilityTimeout(VisibilityTimeout)?.TotalSeconds);

    [Theory]
    [InlineData(30, 5, null, null)]
    [InlineData(29, 5, null, "the visibility timeout is 29 s; AWS recommends at least 30 s: 6 times the function's timeout, and the batching window")]
    [InlineData(30, 4, null, "maxReceiveCount is 4; AWS recommends at least 5, since throttling costs receives too")]
    [InlineData(30, null, null, "the queue has no dead-letter queue: a message that always fails comes back until its retention ends")]
    [InlineData(
        30, 5, 4,
        "the reserved concurrency is 4; AWS recommends at least 5, since that many batches are polled at once: messages are throttled, and may be "
        + "dead-lettered without ever reaching the function")]
    [InlineData(30, 5, 5, null)]
    public void What_AWS_recommends_against_is_told(int visibilityTimeout, int? maxReceiveCount, int? reservedConcurrency, string? advice)
    {
        var settings = new EventSourceMappingSettings { FunctionTimeoutSeconds = 5 };

        Assert.Equal(
            advice is null ? [] : [advice], settings.Advice(TimeSpan.FromSeconds(visibilityTimeout), maxReceiveCount, reservedConcurrency));
    }

    [Theory]
    [InlineData(2, 2, false)]
    [InlineData(3, 2, true)]
    public void A_maximum_concurrency_above_the_reserved_one_is_told(int maximum, int reserved, bool isTold)
    {
        var settings = new EventSourceMappingSettings { FunctionTimeoutSeconds = 1, MaximumConcurrency = maximum };

        Assert.Equal(isTold ? 1 : 0, settings.Advice(TimeSpan.FromSeconds(30), 5, reserved).Count());
    }
}
