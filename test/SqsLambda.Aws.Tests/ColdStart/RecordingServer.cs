using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SqsLambda.Aws.Tests.ColdStart;

/// <summary>An HTTP server on a free loopback port, which answers each request with 200.</summary>
internal sealed class RecordingServer : IAsyncDisposable
{
    private readonly string _answer;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _connections;

    /// <param name="answer">The JSON of each answer, in ASCII: by default one statement that succeeded.</param>
    public RecordingServer(string answer = """{"Responses":[{}]}""")
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>The head of each request, after the number of its connection.</summary>
    public ConcurrentQueue<(int Connection, string Head)> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token), ++_connections));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client, int number)
    {
        using (client)
        using (var reader = new StreamReader(client.GetStream(), Encoding.Latin1))
        {
            try
            {
                while (await ReadHeadAsync(reader) is { } head)
                {
                    if (ContentLengthOf(head) is > 0 and var length)
                    {
                        await reader.ReadBlockAsync(new char[length], _end.Token);
                    }

                    Requests.Enqueue((number, head));
                    await client.GetStream().WriteAsync(
                        Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {_answer.Length}\r\n\r\n{_answer}"), _end.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                // The client or the test has ended.
            }
        }
    }

    private async Task<string?> ReadHeadAsync(StreamReader reader)
    {
        var head = new StringBuilder();
        while (await reader.ReadLineAsync(_end.Token) is { } line)
        {
            if (line.Length == 0)
            {
                return head.ToString();
            }

            head.AppendLine(line);
        }

        return null;
    }

    private static int ContentLengthOf(string head) => head.Split('\n')
        .Where(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(static line => int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture))
        .SingleOrDefault();
}
