using Microsoft.Playwright;

namespace SqsLambda.Browser.Tests;

/// <summary>One browser for all tests. Each test has its own profile in it.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    // A machine that is ten times as busy is slower, and not wrong.
    private const int LimitMs = 120_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (Chromium.Path is { } path)
        {
            _playwright = await Playwright.CreateAsync();
            // Root, as in a container, has no sandbox.
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-dev-shm-usage"] });
            Assertions.SetDefaultExpectTimeout(LimitMs);
        }
    }

    /// <summary>Opens an empty page.</summary>
    internal async Task<IPage> NewPageAsync(Screen screen)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new()
        {
            ViewportSize = new() { Width = screen.Width, Height = screen.Height },
            ColorScheme = screen.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(LimitMs);
        return await context.NewPageAsync();
    }

    public async Task DisposeAsync()
    {
        await (_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        _playwright?.Dispose();
    }
}

/// <summary>The tests share the browser, and run one after the other.</summary>
[CollectionDefinition(Name)]
#pragma warning disable CA1711 // xunit calls it a collection.
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>
#pragma warning restore CA1711
{
    public const string Name = "browser";
}
