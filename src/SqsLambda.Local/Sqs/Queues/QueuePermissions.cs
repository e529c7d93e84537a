using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SqsLambda.Local.Sqs.Rules;

namespace SqsLambda.Local.Sqs.Queues;

/// <summary>The permissions in a queue's policy. Each is a statement with the label as its id. They are not enforced.</summary>
/// <remarks>
/// Amazon SQS API Reference, AddPermission and RemovePermission; documents and texts as recorded from the service. The answer to an
/// invalid account id is not known: it is the one for a missing id.
/// </remarks>
internal static class QueuePermissions
{
    private const string StatementMember = "Statement";
    private const string LabelMember = "Sid";

    private static readonly JsonSerializerOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // SQS Developer Guide, "Amazon SQS API permissions": the actions that can be granted to others.
    private static readonly HashSet<string> Grantable = new(StringComparer.Ordinal)
    {
        "*", "ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl", "ListDeadLetterSourceQueues", "PurgeQueue",
        "ReceiveMessage", "SendMessage",
    };

    private static readonly HashSet<string> OwnerOnly = new(StringComparer.Ordinal)
    {
        "AddPermission", "CancelMessageMoveTask", "CreateQueue", "DeleteQueue", "ListMessageMoveTasks", "ListQueues", "ListQueueTags",
        "RemovePermission", "SetQueueAttributes", "StartMessageMoveTask", "TagQueue", "UntagQueue",
    };

    /// <summary>Adds a permission to a policy. Adding the same permission again changes nothing.</summary>
    /// <param name="policy">The policy so far, or null.</param>
    /// <param name="queueArn">The queue.</param>
    /// <param name="label">1 to 80 letters, digits, hyphens and underscores.</param>
    /// <param name="accountIds">The accounts that get the permission: 12 digits each.</param>
    /// <param name="actions">1 to 7 actions, such as <c>SendMessage</c>, or <c>*</c>.</param>
    /// <exception cref="SqsException">
    /// A parameter is missing or refused, the label is used by another permission, or there would be more than 20 statements.
    /// </exception>
    public static string Add(
        string? policy, string queueArn, string? label, IReadOnlyList<string?>? accountIds, IReadOnlyList<string?>? actions)
    {
        var statement = NewStatement(queueArn, ValidLabel(label), accountIds, actions);
        var document = policy is null
            ? new JsonObject { ["Version"] = "2008-10-17", ["Id"] = $"{queueArn}/SQSDefaultPolicy" }
            : JsonNode.Parse(policy)!.AsObject();
        var statements = TakeStatements(document);
        if (statements.FirstOrDefault(existing => HasLabel(existing, label!)) is { } same)
        {
            return JsonNode.DeepEquals(same, statement)
                ? policy!
                : throw SqsException.InvalidParameterValue("Label", label, "Already exists.");
        }

        statements.Add(statement);
        if (statements.Count > SqsLimits.PolicyStatements)
        {
            throw SqsException.OverLimit(statements.Count, "Statements", SqsLimits.PolicyStatements);
        }

        return Write(document, statements);
    }

    /// <summary>Removes a permission from a policy.</summary>
    /// <param name="policy">The policy so far, or null.</param>
    /// <param name="label">The label of the permission.</param>
    /// <returns>The policy; empty if no statement is left.</returns>
    /// <exception cref="SqsException">The label is missing, refused or not in the policy.</exception>
    public static string Remove(string? policy, string? label)
    {
        ValidLabel(label);
        var document = policy is null ? [] : JsonNode.Parse(policy)!.AsObject();
        var statements = TakeStatements(document);
        return statements.RemoveAll(statement => HasLabel(statement, label!)) == 0
            ? throw SqsException.InvalidParameterValue("Label", label, "can't find label.")
            : statements.Count == 0 ? "" : Write(document, statements);
    }

    private static string ValidLabel(string? label)
    {
        if (string.IsNullOrEmpty(label))
        {
            throw SqsException.MissingParameter("Label");
        }

        return label.Length <= SqsLimits.PermissionLabelLength && AllowedCharacters.IsName(label)
            ? label
            : throw SqsException.InvalidParameterValue(
                "Label", label, $"Can only include alphanumeric characters, hyphens, or underscores. 1 to {SqsLimits.PermissionLabelLength} in length");
    }

    private static JsonObject NewStatement(
        string queueArn, string label, IReadOnlyList<string?>? accountIds, IReadOnlyList<string?>? actions)
    {
        if (actions is not { Count: > 0 })
        {
            throw SqsException.MissingParameter("Actions");
        }

        if (accountIds is null)
        {
            throw SqsException.MissingParameter("AWSAccountIds");
        }

        if (accountIds.Count == 0 || !accountIds.All(IsAccountId))
        {
            string refused = string.Join(", ", accountIds.Where(id => !IsAccountId(id)));
            throw SqsException.InvalidParameterValue("PrincipalId", $"[{refused}]", "Unable to verify.");
        }

        if (actions.Count > SqsLimits.PermissionActions)
        {
            throw SqsException.OverLimit(actions.Count, "Actions", SqsLimits.PermissionActions);
        }

        // JSON null is a value that clients can send.
        foreach (string action in actions.Select(action => action ?? ""))
        {
            if (!Grantable.Contains(action))
            {
                throw SqsException.InvalidParameterValue(
                    "ActionName", $"SQS:{action}",
                    OwnerOnly.Contains(action)
                        ? "Only the queue owner is allowed to invoke this action."
                        : "Please refer to the appropriate WSDL for a list of valid actions.");
            }
        }

        string partition = queueArn.Split(':')[1];
        return new()
        {
            [LabelMember] = label,
            ["Effect"] = "Allow",
            ["Principal"] = new JsonObject { ["AWS"] = OneOrList([.. accountIds.Distinct().Select(id => $"arn:{partition}:iam::{id}:root")]) },
            ["Action"] = OneOrList([.. actions.Distinct().Select(action => $"SQS:{action}")]),
            ["Resource"] = queueArn,
        };
    }

    private static bool IsAccountId(string? id) => id is { Length: 12 } && !id.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static JsonNode OneOrList(string[] values) =>
        values is [var one] ? JsonValue.Create(one) : new JsonArray([.. values.Select(value => (JsonNode)JsonValue.Create(value))]);

    // A policy may have one statement in place of a list.
    private static List<JsonNode?> TakeStatements(JsonObject document)
    {
        document.TryGetPropertyValue(StatementMember, out var statements);
        document.Remove(StatementMember);
        return statements switch
        {
            null => [],
            JsonArray list => [.. list.Select(statement => statement?.DeepClone())],
            _ => [statements],
        };
    }

    private static bool HasLabel(JsonNode? statement, string label) =>
        statement is JsonObject && statement[LabelMember] is JsonValue sid && sid.GetValueKind() == JsonValueKind.String
        && sid.GetValue<string>() == label;

    private static string Write(JsonObject document, List<JsonNode?> statements)
    {
        document[StatementMember] = new JsonArray([.. statements]);
        return document.ToJsonString(Form);
    }
}
