using Amazon.Lambda.TestUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Batch.Tests;
using SqsLambda.Testing;

namespace SqsLambda.Hosting.Tests.Examples;

/// <summary>Runs the examples of the package's page.</summary>
public sealed class ThumbnailTests
{
    private static readonly TestSqsEvent Batch = TestSqsEvent.Of("""{"id":"1","image":"cat.png"}""");

    [Fact]
    public async Task The_function_handles_a_message_and_logs()
    {
        var logger = new RecordingLogger();

        Assert.Empty((await new Function(new FunctionServices()).FunctionHandler(Batch.Build(), ContextOf(logger))).BatchItemFailures);

        Assert.Equal(
            "Information: Thumbnail of cat.png has 4096 bytes [SqsLambda.Hosting.Tests.Examples.ThumbnailHandler, messageId m0, receiveCount 1]",
            Assert.Single(logger.Entries));
    }

    [Fact]
    public async Task A_test_replaces_a_service()
    {
        var images = new FakeImages();

        var function = new Function(new FunctionServices(), container => container.AddSingleton<IImages>(images));

        Assert.Empty((await function.FunctionHandler(Batch.Build(), ContextOf(new()))).BatchItemFailures);
        Assert.Equal("cat.png", images.Shrunk);
    }

    [Fact]
    public async Task Options_come_from_environment_variables()
    {
        Environment.SetEnvironmentVariable("Thumbnails__Width", "320");
        int width = 0;
        await using HostedHandler<ThumbnailRequested> handler = HostedHandler.Create<ThumbnailRequested, ScopedHandler>(container =>
        {
            container.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddEnvironmentVariables().Build());
            container.AddOptions<ThumbnailOptions>().BindConfiguration("Thumbnails").Validate(static options => options.Width > 0).ValidateOnStart();
            container.AddSingleton<Action<int>>(found => width = found);
        });

        await handler.HandleAsync(new("1", "cat.png"), new(new(), new RecordingLogger()), CancellationToken.None);

        Assert.Equal(320, width);
    }

    [Fact]
    public void Options_that_are_not_valid_fail_the_function_at_once()
    {
        Exception error = Assert.Throws<InvalidOperationException>(() => HostedHandler.Create<ThumbnailRequested, ScopedHandler>(container =>
        {
            container.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
            container.AddOptions<ThumbnailOptions>().BindConfiguration("Thumbnails").Validate(static options => options.Width > 0).ValidateOnStart();
            container.AddSingleton<Action<int>>(static _ => { });
        }));

        Assert.Equal("ScopedHandler cannot be hosted: A validation error has occurred.", error.Message);
    }

    [Fact]
    public async Task A_level_is_set_for_a_category()
    {
        var logger = new RecordingLogger();

        var function = new Function(new FunctionServices(), container => container.AddLogging(logging => logging.AddFilter("SqsLambda", LogLevel.Warning)));

        await function.FunctionHandler(Batch.Build(), ContextOf(logger));
        Assert.Empty(logger.Entries);
    }

    private static TestLambdaContext ContextOf(RecordingLogger logger) => new() { Logger = logger, RemainingTime = TimeSpan.FromSeconds(30) };

    private sealed class FakeImages : IImages
    {
        public string? Shrunk { get; private set; }

        public Task<int> ShrinkAsync(string image, CancellationToken cancellationToken)
        {
            Shrunk = image;
            return Task.FromResult(1);
        }
    }

    private sealed class ScopedHandler(IOptions<ThumbnailOptions> options, Action<int> found) : IMessageHandler<ThumbnailRequested>
    {
        public Task HandleAsync(ThumbnailRequested message, MessageContext context, CancellationToken cancellationToken)
        {
            found(options.Value.Width);
            return Task.CompletedTask;
        }
    }

    internal sealed class ThumbnailOptions
    {
        public int Width { get; set; }
    }
}
