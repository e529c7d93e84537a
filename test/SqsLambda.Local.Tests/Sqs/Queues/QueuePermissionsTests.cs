using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Tests.Sqs.Queues;

/// <summary>AddPermission and RemovePermission. The documents and most texts are recorded from AWS.</summary>
public sealed class QueuePermissionsTests
{
    private const string Arn = "arn:aws:sqs:us-east-1:000000000000:q";

    private static readonly string[] Account = ["111111111111"];

    private readonly TestQueues _queues = new();
    private readonly SqsQueue _queue;

    public QueuePermissionsTests() => _queue = _queues.Standard("q");

    [Fact]
    public void A_permission_is_a_statement_of_the_default_policy()
    {
        Add("crossaccount", Account, ["ReceiveMessage"]);

        Assert.Equal(
            $$$"""{"Version":"2008-10-17","Id":"{{{Arn}}}/SQSDefaultPolicy","Statement":[{{{Statement("crossaccount")}}}]}""", Policy());
    }

    [Fact]
    public void Several_accounts_and_actions_are_lists()
    {
        Add("many", ["111111111111", "222222222222"], ["SendMessage", "*"]);

        Assert.Equal(
            $$$"""{"Version":"2008-10-17","Id":"{{{Arn}}}/SQSDefaultPolicy","Statement":[{"Sid":"many","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111111111111:root","arn:aws:iam::222222222222:root"]},"Action":["SQS:SendMessage","SQS:*"],"Resource":"{{{Arn}}}"}]}""",
            Policy());
    }

    [Fact]
    public void An_account_is_one_of_the_partition_of_the_queue()
    {
        using var regions = new SqsRegions(TimeProvider.System);
        SqsQueue queue = regions.In("cn-north-1").CreateQueue("q");
        regions.In("cn-north-1").AddPermission(queue, "label", Account, ["SendMessage"]);

        Assert.Equal(
            """{"Version":"2008-10-17","Id":"arn:aws-cn:sqs:cn-north-1:000000000000:q/SQSDefaultPolicy","Statement":[{"Sid":"label","Effect":"Allow","Principal":{"AWS":"arn:aws-cn:iam::111111111111:root"},"Action":"SQS:SendMessage","Resource":"arn:aws-cn:sqs:cn-north-1:000000000000:q"}]}""",
            queue.Attributes.Policy);
    }

    [Fact]
    public void A_permission_is_removed_by_its_label_and_the_last_one_takes_the_policy_with_it()
    {
        Add("one", Account, ["ReceiveMessage"]);
        Add("two", Account, ["ReceiveMessage"]);
        Remove("one");
        Assert.Equal($$$"""{"Version":"2008-10-17","Id":"{{{Arn}}}/SQSDefaultPolicy","Statement":[{{{Statement("two")}}}]}""", Policy());

        Remove("two");
        Assert.Null(Policy());
    }

    [Theory]
    [InlineData("""{"Version":"2012-10-17","Id":"mine","Statement":[{"Sid":"other","Effect":"Deny"}]}""", """{"Version":"2012-10-17","Id":"mine","Statement":[{"Sid":"other","Effect":"Deny"},#]}""")]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Sid":"other","Effect":"Deny"}}""", """{"Version":"2012-10-17","Statement":[{"Sid":"other","Effect":"Deny"},#]}""")]
    [InlineData("""{"Version":"2012-10-17"}""", """{"Version":"2012-10-17","Statement":[#]}""")]
    [InlineData("""{"Id":"<é>+","Statement":[]}""", """{"Id":"<é>+","Statement":[#]}""")]
    [InlineData("""{"Statement":[1,{"Sid":2}]}""", """{"Statement":[1,{"Sid":2},#]}""")]
    public void A_policy_that_the_user_set_keeps_the_rest_of_it(string before, string after)
    {
        _queue.With(_queues, $"Policy={before}");
        Add("label", Account, ["ReceiveMessage"]);

        Assert.Equal(after.Replace("#", Statement("label"), StringComparison.Ordinal), Policy());
    }

    [Fact]
    public void The_same_permission_again_changes_nothing_and_another_one_of_that_label_is_refused()
    {
        Add("label", Account, ["ReceiveMessage"]);
        string? policy = Policy();
        Add("label", Account, ["ReceiveMessage"]);
        Assert.Equal(policy, Policy());

        Refused(
            "InvalidParameterValue", "Value label for parameter Label is invalid. Reason: Already exists.",
            () => Add("label", ["222222222222"], ["ReceiveMessage"]));
        Assert.Equal(policy, Policy());
    }

    [Theory]
    [InlineData(null, "MissingParameter", "The request must contain the parameter Label.")]
    [InlineData("", "MissingParameter", "The request must contain the parameter Label.")]
    [InlineData("a b", "InvalidParameterValue", "Value a b for parameter Label is invalid. Reason: Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")]
    [InlineData("é", "InvalidParameterValue", "Value é for parameter Label is invalid. Reason: Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")]
    public void A_bad_label_is_refused_by_both_actions(string? label, string code, string message)
    {
        Refused(code, message, () => Add(label, Account, ["SendMessage"]));
        Refused(code, message, () => Remove(label));
        Assert.Null(Policy());
    }

    [Fact]
    public void A_label_has_at_most_80_characters()
    {
        Add(new('a', 80), Account, ["SendMessage"]);
        Refused("InvalidParameterValue", "*", () => Add(new('a', 81), Account, ["SendMessage"]));
    }

    [Fact]
    public void An_unknown_label_cannot_be_removed()
    {
        Refused("InvalidParameterValue", "Value a for parameter Label is invalid. Reason: can't find label.", () => Remove("a"));
        Add("b", Account, ["SendMessage"]);
        Refused("InvalidParameterValue", "Value a for parameter Label is invalid. Reason: can't find label.", () => Remove("a"));
    }

    [Theory]
    [InlineData(null, "MissingParameter", "The request must contain the parameter Actions.")]
    [InlineData("", "MissingParameter", "The request must contain the parameter Actions.")]
    [InlineData("SendMessage DeleteQueue", "InvalidParameterValue", "Value SQS:DeleteQueue for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.")]
    [InlineData("AddPermission", "InvalidParameterValue", "Value SQS:AddPermission for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action.")]
    [InlineData("Nonsense", "InvalidParameterValue", "Value SQS:Nonsense for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions.")]
    [InlineData("SendMessage SendMessage SendMessage SendMessage SendMessage SendMessage SendMessage SendMessage", "OverLimit", "8 Actions were found, maximum allowed is 7.")]
    public void Bad_actions_are_refused(string? actions, string code, string message) =>
        Refused(code, message, () => Add("label", Account, actions?.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData(null, "MissingParameter", "The request must contain the parameter AWSAccountIds.")]
    [InlineData("", "InvalidParameterValue", "Value [] for parameter PrincipalId is invalid. Reason: Unable to verify.")]
    [InlineData("111111111111 12", "InvalidParameterValue", "Value [12] for parameter PrincipalId is invalid. Reason: Unable to verify.")]
    [InlineData("11111111111x", "InvalidParameterValue", "Value [11111111111x] for parameter PrincipalId is invalid. Reason: Unable to verify.")]
    public void Bad_accounts_are_refused(string? accounts, string code, string message) =>
        Refused(code, message, () => Add("label", accounts?.Split(' ', StringSplitOptions.RemoveEmptyEntries), ["SendMessage"]));

    [Fact]
    public void A_policy_has_at_most_20_statements()
    {
        for (int i = 0; i < 20; i++)
        {
            Add($"label{i}", Account, ["SendMessage"]);
        }

        var error = Refused("OverLimit", "21 Statements were found, maximum allowed is 20.", () => Add("label20", Account, ["SendMessage"]));
        Assert.Equal(403, error.HttpStatus);
        Add("label19", Account, ["SendMessage"]);
    }

    [Fact]
    public void A_permission_changes_when_the_queue_was_last_modified()
    {
        _queues.Pass(100);
        Add("label", Account, ["SendMessage"]);

        Assert.Equal("1767323145", _queue.GetAttributes(["All"])["LastModifiedTimestamp"]);
    }

    private void Add(string? label, string[]? accounts, string[]? actions) => _queues.Service.AddPermission(_queue, label, accounts, actions);

    private void Remove(string? label) => _queues.Service.RemovePermission(_queue, label);

    private string? Policy() => _queue.GetAttributes(["Policy"]).GetValueOrDefault("Policy");

    private static string Statement(string label) =>
        $$$"""{"Sid":"{{{label}}}","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"SQS:ReceiveMessage","Resource":"{{{Arn}}}"}""";

    private static SqsException Refused(string code, string message, Action action)
    {
        var error = Assert.Throws<SqsException>(action);
        Assert.Equal((code, message == "*" ? error.Message : message), (error.Code, error.Message));
        return error;
    }
}
