using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SqsLambda.Browser.Tests;

/// <summary>Landmarks, labels, contrast and focus, by the rules of axe for WCAG 2.2 AA, and the keyboard.</summary>
[Collection(BrowserCollection.Name)]
public sealed class AccessibilityTests(BrowserFixture browser)
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    };

    [BrowserTheory]
    [InlineData(1280, 900, false)]
    [InlineData(1280, 900, true)]
    [InlineData(390, 844, false)]
    [InlineData(390, 844, true)]
    public async Task Axe_finds_nothing_in_any_state(int width, int height, bool isDark)
    {
        RunWithConsole run = await RunWithConsole.StartAsync("--visibility-timeout", "30");
        ConsolePage page = await ConsolePage.OpenAsync(browser, new(width, height, isDark), run.Url);
        await CheckAsync(page);
        string good = await run.SendMemoAsync("1", "tea");
        string bad = await run.SendMemoAsync("2", "");
        await page.HasStateAsync(good, "done");
        await page.HasStateAsync(bad, "failed");
        await CheckAsync(page);

        await page.OpenMessageAsync(bad);
        await CheckAsync(page);
        await page.Page.Keyboard.PressAsync("Escape");
        foreach (string button in new[] { "Send…", "Settings…", "Purge…" })
        {
            await page.Button("memos", button).ClickAsync();
            await Expect(page.Dialog).ToBeVisibleAsync();
            await CheckAsync(page);
            await page.Page.Keyboard.PressAsync("Escape");
            await Expect(page.Button("memos", button)).ToBeFocusedAsync();
        }

        run.Dispose();
        await Expect(page.Connection).ToContainTextAsync("Not connected");
        await CheckAsync(page);
    }

    [BrowserFact]
    public async Task A_message_is_opened_and_closed_by_the_keyboard_and_the_focus_comes_back()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        string id = await run.SendMemoAsync("1", "tea");
        await page.HasStateAsync(id, "done");
        ILocator button = page.Row(id).GetByRole(AriaRole.Button);

        await button.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Dialog).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");

        await Expect(page.Dialog).Not.ToBeVisibleAsync();
        await Expect(button).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task A_row_that_has_the_focus_stays_the_same_message_when_others_come_in()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        string id = await run.SendMemoAsync("1", "tea");
        await page.HasStateAsync(id, "done");

        await page.Row(id).GetByRole(AriaRole.Button).FocusAsync();
        string newer = await run.SendMemoAsync("2", "coffee");
        await page.HasStateAsync(newer, "done");
        await Expect(page.Row(id).GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page.Dialog.GetByRole(AriaRole.Heading, new() { Name = $"Message {id}" })).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Text_that_is_selected_somewhere_does_not_keep_a_message_from_being_opened()
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        string id = await run.SendMemoAsync("1", "tea");
        await page.HasStateAsync(id, "done");

        await page.Page.Keyboard.PressAsync("Control+A");
        await page.Row(id).GetByRole(AriaRole.Button).FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page.Dialog).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task The_tab_key_reaches_each_row()
    {
        const int Messages = 60;
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Laptop, run.Url);
        for (int number = 0; number < Messages; number++)
        {
            await run.SendAsync($"{number}", "memos-dlq");
        }

        await Expect(page.Page.Locator("#count")).ToHaveTextAsync($"{Messages} messages");
        await page.Page.Locator("#scroller").FocusAsync();
        List<string> bodies = [];
        for (int number = 0; number < Messages; number++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            bodies.Add(await page.Page.EvaluateAsync<string>("document.activeElement.closest('tr').querySelector('.body').textContent"));
        }

        Assert.Equal(Enumerable.Range(0, Messages).Reverse().Select(static number => $"{number}"), bodies);
    }

    [BrowserTheory]
    [ClassData(typeof(Widths))]
    public async Task Nothing_is_wider_than_the_screen(string width)
    {
        using RunWithConsole run = await RunWithConsole.StartAsync();
        ConsolePage page = await ConsolePage.OpenAsync(browser, Screen.Of(width), run.Url);
        string id = await run.SendMemoAsync(new string('1', 500), "tea");
        await page.HasStateAsync(id, "done");

        Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
    }

    private static async Task CheckAsync(ConsolePage page)
    {
        AxeResult result = await page.Page.RunAxe(Rules);
        Assert.Empty(result.Violations.SelectMany(static violation => violation.Nodes.Select(node => $"{violation.Id}: {violation.Help}: {node.Html}")));
    }
}
