using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.Tests.Sqs.Messages;

public sealed class MessageHeapTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_always_gives_the_first_message_whatever_was_taken_out(int seed)
    {
        var random = new Random(seed);
        var heap = new MessageHeap<ByVisibleAt>();
        var model = new List<StoredMessage>();
        for (int step = 0; step < 20_000; step++)
        {
            if (model.Count == 0 || random.Next(100) < 55 - (step / 400))
            {
                var message = new StoredMessage(step, new() { MessageId = "", Body = "", Md5OfBody = "" }) { VisibleAtMs = random.Next(50) };
                heap.Add(message);
                model.Add(message);
            }
            else
            {
                var gone = random.Next(2) == 0 ? heap.First! : model[random.Next(model.Count)];
                heap.Remove(gone);
                heap.Remove(gone);
                model.Remove(gone);
            }

            Assert.Equal(model.Count, heap.Count);
            if (step % 10 == 0)
            {
                Assert.Same(model.MinBy(message => (message.VisibleAtMs, message.Number)), heap.First);
            }
        }
    }
}
