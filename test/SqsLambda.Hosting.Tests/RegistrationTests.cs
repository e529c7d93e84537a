using Microsoft.Extensions.DependencyInjection;
using SqsLambda.Batch;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Hosting.Tests;

/// <summary>A registration that is wrong is told when the function is created, in one line.</summary>
public sealed class RegistrationTests
{
    private static readonly MessageContext Context = new(new(), new RecordingLogger());

    public static TheoryData<string, Action<IServiceCollection>, string> Faults => new()
    {
        {
            "nothing",
            static _ => { },
            "NeedyHandler cannot be hosted: Unable to resolve service for type 'SqsLambda.Hosting.Tests.RegistrationTests+IDependency' while attempting to activate 'SqsLambda.Hosting.Tests.RegistrationTests+NeedyHandler'."
        },
        {
            "a dependency that lacks its own",
            static services => services.AddSingleton<IDependency, NeedyDependency>(),
            "NeedyHandler cannot be hosted: Unable to resolve service for type 'System.Uri' while attempting to activate 'SqsLambda.Hosting.Tests.RegistrationTests+NeedyDependency'."
        },
        {
            "a singleton that needs the message",
            static services => services.AddSingleton<IDependency, MessageDependency>(),
            "NeedyHandler cannot be hosted: Cannot consume scoped service 'SqsLambda.Batch.MessageContext' from singleton 'SqsLambda.Hosting.Tests.RegistrationTests+IDependency'."
        },
        {
            "options that are not valid",
            static services =>
            {
                services.AddScoped<IDependency, MessageDependency>();
                services.AddOptions<Settings>().Validate(static settings => settings.Width > 0, "Width must\nbe positive.").ValidateOnStart();
            },
            "NeedyHandler cannot be hosted: Width must be positive."
        },
        {
            "two options that are not valid",
            static services =>
            {
                services.AddScoped<IDependency, MessageDependency>();
                services.AddOptions<Settings>().Validate(static settings => settings.Width > 0, "Width must be positive.").ValidateOnStart();
                services.AddOptions<Settings>("other").Validate(static settings => settings.Width > 0, "The other width must be positive.").ValidateOnStart();
            },
            "NeedyHandler cannot be hosted: Width must be positive. The other width must be positive."
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void It_is_told_at_once_when_the_container_has(string what, Action<IServiceCollection> configure, string message)
    {
        Assert.NotEmpty(what);

        Exception error = Assert.Throws<InvalidOperationException>(() => HostedHandler.Create<Note, NeedyHandler>(configure));

        Assert.Equal(message, error.Message);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public void A_registration_that_throws_does_so_as_it_is() =>
        Assert.Throws<TimeoutException>(() => HostedHandler.Create<Note, NeedyHandler>(static _ => throw new TimeoutException()));

    [Fact]
    public void The_registrations_are_needed() =>
        Assert.Equal("configure", Assert.Throws<ArgumentNullException>(() => HostedHandler.Create<Note, NeedyHandler>(null!)).ParamName);

    [Fact]
    public async Task A_handler_that_is_registered_is_taken_as_it_is()
    {
        var own = new NeedyHandler(new MessageDependency(Context));
        await using HostedHandler<Note> handler = HostedHandler.Create<Note, NeedyHandler>(services => services.AddSingleton(own));

        await handler.HandleAsync(new() { Id = "a" }, Context, CancellationToken.None);

        Assert.Equal(1, own.Calls);
    }

    [Fact]
    public async Task What_fails_when_it_is_created_fails_its_message_and_is_tried_again_for_the_next()
    {
        int created = 0;
        var hosted = new Hosted(
            static call => Task.FromResult(call.Services.GetRequiredService<IDependency>()),
            services => services.AddSingleton<IDependency>(services => ++created == 1
                ? throw new InvalidOperationException("It is not there yet.")
                : new NeedyDependency(new("https://example.com"))));

        Assert.Equal(["m0"], await hosted.ReturnedAsync(Notes.Of("a", "b")));

        Assert.Equal("Error: Message m0 failed (receive count 1): InvalidOperationException: It is not there yet.", Assert.Single(hosted.Logger.Entries));
    }

    [Fact]
    public async Task The_message_is_known_only_while_it_is_handled()
    {
        IServiceScopeFactory? scopes = null;
        await using HostedHandler<Note> handler = HostedHandler.Create<Note, NoteHandler>(services => services.AddSingleton<NoteScript>(call =>
        {
            scopes = call.Services.GetRequiredService<IServiceScopeFactory>();
            using IServiceScope own = scopes.CreateScope();
            Assert.Same(call.Context, own.ServiceProvider.GetRequiredService<MessageContext>());
            return Task.CompletedTask;
        }));
        await handler.HandleAsync(new() { Id = "a" }, Context, CancellationToken.None);

        using IServiceScope scope = scopes!.CreateScope();
        Exception error = Assert.Throws<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<MessageContext>());

        Assert.Equal("There is no MessageContext, because no message is handled here.", error.Message);
    }

    internal interface IDependency;

    internal sealed class NeedyDependency(Uri address) : IDependency
    {
        public Uri Address { get; } = address;
    }

    internal sealed class MessageDependency(MessageContext context) : IDependency
    {
        public MessageContext Context { get; } = context;
    }

    internal sealed class Settings
    {
        public int Width { get; set; }
    }

    internal sealed class NeedyHandler(IDependency dependency) : IMessageHandler<Note>
    {
        public int Calls { get; private set; }

        public Task HandleAsync(Note message, MessageContext context, CancellationToken cancellationToken)
        {
            Assert.NotNull(dependency);
            Calls++;
            return Task.CompletedTask;
        }
    }
}
