using Microsoft.Extensions.Time.Testing;

namespace SqsLambda.Local.Tests.Http;

/// <summary>An endpoint whose clock stands still until a test moves it.</summary>
public sealed class MovedClockEndpoint : EndpointFixture
{
    private readonly FakeTimeProvider _time;

    public MovedClockEndpoint() : this(new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)))
    {
    }

    private MovedClockEndpoint(FakeTimeProvider time) : base(time) => _time = time;

    public TimeProvider Time => _time;

    public long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public void Pass(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
