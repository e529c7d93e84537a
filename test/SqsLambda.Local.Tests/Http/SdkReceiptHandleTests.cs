using Amazon.SQS;
using static SqsLambda.Local.Tests.Http.SdkError;

namespace SqsLambda.Local.Tests.Http;

/// <summary>What a receipt handle is good for, and for how long.</summary>
public sealed class SdkReceiptHandleTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    private AmazonSQSClient Sqs => endpoint.Sqs;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deletes_twice_without_an_error(bool isFifo)
    {
        string url = await QueueOfOneAsync(isFifo);
        var message = await Sqs.ReceiveOneAsync(url);
        await Sqs.DeleteAsync(url, message);
        await Sqs.DeleteAsync(url, message);

        endpoint.Pass(30);
        Assert.Empty(await Sqs.ReceiveAsync(url));
    }

    [Fact]
    public async Task Deletes_from_a_standard_queue_with_the_latest_handle_even_when_its_timeout_is_over()
    {
        string url = await QueueOfOneAsync(isFifo: false);
        var message = await Sqs.ReceiveOneAsync(url);
        endpoint.Pass(31);
        await Sqs.DeleteAsync(url, message);

        Assert.Empty(await Sqs.ReceiveAsync(url));
    }

    [Fact]
    public async Task Takes_an_older_handle_on_a_standard_queue_and_deletes_nothing()
    {
        string url = await QueueOfOneAsync(isFifo: false);
        var older = await Sqs.ReceiveOneAsync(url, timeout: 0);
        var newer = await Sqs.ReceiveOneAsync(url, timeout: 0);
        Assert.NotEqual(older.ReceiptHandle, newer.ReceiptHandle);
        await Sqs.DeleteAsync(url, older);

        Assert.Single(await Sqs.ReceiveAsync(url));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refuses_to_delete_from_a_FIFO_queue_when_the_timeout_is_over(bool isReceivedAgain)
    {
        string url = await QueueOfOneAsync(isFifo: true);
        string handle = (await Sqs.ReceiveOneAsync(url)).ReceiptHandle;
        endpoint.Pass(30);
        if (isReceivedAgain)
        {
            await Sqs.ReceiveOneAsync(url);
        }

        await InvalidParameterValue(handle, "ReceiptHandle", "The receipt handle has expired.")
            .ExpectAsync(() => Sqs.DeleteMessageAsync(url, handle));
        await InvalidParameterValue(handle, "ReceiptHandle", "Message does not exist or is not available for visibility timeout change.")
            .ExpectAsync(() => Sqs.ChangeMessageVisibilityAsync(url, handle, 1));
    }

    [Fact]
    public async Task Deletes_from_a_FIFO_queue_when_the_timeout_was_extended_in_time()
    {
        string url = await QueueOfOneAsync(isFifo: true);
        var message = await Sqs.ReceiveOneAsync(url);
        endpoint.Pass(29);
        await Sqs.HideAsync(url, message, 30);
        endpoint.Pass(29);
        await Sqs.DeleteAsync(url, message);

        endpoint.Pass(1);
        Assert.Empty(await Sqs.ReceiveAsync(url));
    }

    [Fact]
    public async Task Changes_nothing_of_a_message_on_a_standard_queue_that_is_visible_again()
    {
        string url = await QueueOfOneAsync(isFifo: false);
        var message = await Sqs.ReceiveOneAsync(url, timeout: 0);
        await Sqs.HideAsync(url, message, 60);

        Assert.Single(await Sqs.ReceiveAsync(url));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refuses_to_change_the_visibility_of_a_deleted_message(bool isFifo)
    {
        string url = await QueueOfOneAsync(isFifo);
        var message = await Sqs.ReceiveOneAsync(url);
        await Sqs.DeleteAsync(url, message);

        await InvalidParameterValue(
            message.ReceiptHandle, "ReceiptHandle", "Message does not exist or is not available for visibility timeout change.")
            .ExpectAsync(() => Sqs.HideAsync(url, message, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refuses_a_handle_of_another_queue_and_one_that_is_none(bool isFifo)
    {
        string url = await QueueOfOneAsync(isFifo);
        string other = await Sqs.QueueAsync(isFifo);
        string foreign = (await Sqs.ReceiveOneAsync(url)).ReceiptHandle;
        foreach (string handle in new[] { foreign, "garbage" })
        {
            var refused = new SdkError(
                "ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", $"The input receipt handle \"{handle}\" is not a valid receipt handle.");
            await refused.ExpectAsync(() => Sqs.DeleteMessageAsync(other, handle));
            await refused.ExpectAsync(() => Sqs.ChangeMessageVisibilityAsync(other, handle, 1));
        }
    }

    private async Task<string> QueueOfOneAsync(bool isFifo)
    {
        string url = await Sqs.QueueAsync(isFifo);
        await Sqs.SendAsync(url, "a", "g");
        return url;
    }
}
