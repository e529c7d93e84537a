using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Tests.Sqs.Queues;

public sealed class QueueTagsTests
{
    private const string KeyLength = "Tag keys must be between 1 and 128 characters in length.";
    private const string ValueLength = "Tag values must be between 0 and 256 characters in length.";

    private readonly TestQueues _queues = new();

    [Fact]
    public void Tags_are_added_overwritten_and_removed_by_case_sensitive_key()
    {
        var tags = _queues.Standard("q").Tags;
        Assert.Empty(tags.Values);

        tags.Add(TestQueues.Map("team=orders", "Team=Orders", "empty="));
        tags.Add(TestQueues.Map("team=billing", "new=1"));
        Assert.Equivalent(TestQueues.Map("team=billing", "Team=Orders", "empty=", "new=1"), tags.Values, strict: true);

        tags.Remove(["team", "none"]);
        Assert.Equivalent(TestQueues.Map("Team=Orders", "empty=", "new=1"), tags.Values, strict: true);
    }

    [Fact]
    public void A_queue_has_up_to_50_tags()
    {
        var tags = _queues.Standard("orders").Tags;
        tags.Add(Enumerable.Range(0, 50).ToDictionary(i => $"key {i}", i => ""));
        tags.Add(TestQueues.Map("key 7=overwritten"));
        var before = tags.Values;
        var error = Assert.Throws<SqsException>(() => tags.Add(TestQueues.Map("key 8=overwritten", "one more=")));

        Assert.Equal(("InvalidParameterValue", "Too many tags added for queue orders."), (error.Code, error.Message));
        Assert.Equal(before, tags.Values);
        tags.Remove(["key 0"]);
        tags.Add(TestQueues.Map("one more="));
        Assert.Equal(50, tags.Values.Count);
    }

    [Theory]
    [InlineData(1, 0, null)]
    [InlineData(128, 256, null)]
    [InlineData(0, 1, KeyLength)]
    [InlineData(129, 1, KeyLength)]
    [InlineData(1, 257, ValueLength)]
    public void A_key_has_1_to_128_and_a_value_0_to_256_characters(int keyLength, int valueLength, string? message)
    {
        // A letter beyond the basic plane: one character, two UTF-16 code units.
        Assert.Equal(message, MessageOf(Text(keyLength), Text(valueLength)));

        static string Text(int length) => string.Concat(Enumerable.Repeat("\U00020000", length));
    }

    [Theory]
    [InlineData("Größe 1_.:/=+-@", "ключ", null)]
    [InlineData("a#", "", "Tag keys can only contain letters, numbers, whitespace and _.:/=+-@.")]
    [InlineData("a", "😀", "Tag values can only contain letters, numbers, whitespace and _.:/=+-@.")]
    [InlineData("a", null, ValueLength)]
    [InlineData("aws:a", "", "Tag keys can't begin with 'aws:', which is reserved for internal use.")]
    [InlineData("AWS:a", "", "Tag keys can't begin with 'aws:', which is reserved for internal use.")]
    [InlineData("a", "aws:a", "Tag values can't begin with 'aws:', which is reserved for internal use.")]
    [InlineData("laws:a", "laws:a", null)]
    public void A_tag_that_breaks_a_rule_is_refused(string key, string? value, string? message) => Assert.Equal(message, MessageOf(key, value));

    [Fact]
    public void A_refused_tag_keeps_the_others_out()
    {
        var tags = _queues.Standard("q").Tags;

        Assert.Throws<SqsException>(() => tags.Add(TestQueues.Map("good=1", "b%d=1")));
        Assert.Empty(tags.Values);
    }

    [Fact]
    public void Keys_to_remove_are_needed_and_legal()
    {
        var tags = _queues.Standard("q").Tags;

        Assert.Equal(KeyLength, Assert.Throws<SqsException>(() => tags.Remove([])).Message);
        Assert.Equal(KeyLength, Assert.Throws<SqsException>(() => tags.Remove(["a", ""])).Message);
    }

    [Fact]
    public void A_new_queue_has_the_tags_it_is_created_with_and_one_that_is_found_keeps_its_own()
    {
        var queue = _queues.Service.CreateQueue("q", tags: TestQueues.Map("a=1"));

        Assert.Same(queue, _queues.Service.CreateQueue("q", tags: TestQueues.Map("b=2", "aws:=3")));
        Assert.Equal(TestQueues.Map("a=1"), queue.Tags.Values);
    }

    [Fact]
    public void A_queue_with_a_refused_tag_is_not_created()
    {
        Assert.Throws<SqsException>(() => _queues.Service.CreateQueue("q", tags: TestQueues.Map("aws:a=1")));
        Assert.Empty(_queues.Service.Queues);
    }

    private string? MessageOf(string key, string? value) =>
        Record.Exception(() => _queues.Standard("q").Tags.Add(new Dictionary<string, string> { [key] = value! }))?.Message;
}
