using Microsoft.AspNetCore.Http;

namespace SqsLambda.Local.WebConsole.Actions;

/// <summary>One line for the user.</summary>
/// <param name="Status">The HTTP status: 200 if everything was done.</param>
/// <param name="Text">What was done, or why not.</param>
internal readonly record struct ActionAnswer(int Status, string Text)
{
    public static ActionAnswer Done(string text) => new(StatusCodes.Status200OK, text);

    /// <summary>Tells the terminal too, if it was done.</summary>
    public ActionAnswer ToldTo(Action<string> notify)
    {
        if (Status == StatusCodes.Status200OK)
        {
            notify($"{Text} (by the console)");
        }

        return this;
    }

    public static ActionAnswer Refused(string text, int status = StatusCodes.Status400BadRequest) => new(status, text);
}
