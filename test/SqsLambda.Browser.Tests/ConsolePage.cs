using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SqsLambda.Browser.Tests;

/// <summary>The laptop's page as a user sees it: by roles, labels and texts.</summary>
internal sealed class ConsolePage(IPage page)
{
    private readonly List<string> _errors = [];

    public IPage Page => page;

    /// <summary>What the page's scripts threw, or its policy refused.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public ILocator Connection => page.Locator("#connection");

    public ILocator Rows => page.Locator("tr.message:visible");

    public ILocator Dialog => page.GetByRole(AriaRole.Dialog);

    /// <summary>The dialog that asks before something is deleted.</summary>
    public ILocator Question => page.Locator("#confirm");

    public static async Task<ConsolePage> OpenAsync(BrowserFixture browser, Screen screen, string url) => await OpenAsync(await browser.NewPageAsync(screen), url);

    public static async Task<ConsolePage> OpenAsync(IPage page, string url)
    {
        var console = new ConsolePage(page);
        console.Page.PageError += (_, error) => console._errors.Add(error);
        console.Page.Console += (_, message) =>
        {
            // Refused connections are the browser's own lines.
            if (message.Type == "error" && !message.Text.Contains("net::ERR", StringComparison.Ordinal))
            {
                console._errors.Add(message.Text);
            }
        };
        await console.Page.GotoAsync(url);
        await Expect(console.Connection).ToHaveTextAsync("Live");
        return console;
    }

    /// <summary>The card of a queue.</summary>
    public ILocator Queue(string name) =>
        page.GetByRole(AriaRole.Article).Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true }) });

    /// <summary>What the page says of the last action.</summary>
    public ILocator Told => page.Locator("#done");

    /// <summary>A button of a queue.</summary>
    public ILocator Button(string queue, string text) => page.GetByRole(AriaRole.Button, new() { Name = $"{text} {queue}", Exact = true });

    /// <summary>The value that a card shows by this name.</summary>
    public ILocator Value(ILocator card, string name) =>
        card.Locator("dl > div").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) }).Locator("dd");

    /// <summary>The row of a message.</summary>
    public ILocator Row(string messageId) => page.Locator("tr.message:visible").Filter(new() { HasText = messageId[..8] });

    /// <summary>Waits until a message has this state.</summary>
    public Task HasStateAsync(string messageId, string state) => Expect(Row(messageId).Locator(".state")).ToContainTextAsync(state);

    /// <summary>Opens a message.</summary>
    public async Task<ILocator> OpenMessageAsync(string messageId)
    {
        await Row(messageId).GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Dialog).ToBeVisibleAsync();
        return Dialog;
    }
}
