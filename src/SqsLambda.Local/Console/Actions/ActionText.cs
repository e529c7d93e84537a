using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace SqsLambda.Local.WebConsole.Actions;

/// <summary>Parts of what actions answer.</summary>
internal static class ActionText
{
    public static string Messages(long count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "message" : "messages")}");

    /// <summary>The start of a message id.</summary>
    public static string Short(string id) => id.Length > 8 ? $"{id[..8]}…" : id;

    public static ActionAnswer NoQueue(string? arn) => ActionAnswer.Refused($"There is no queue '{arn}'.", StatusCodes.Status404NotFound);
}
