using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SqsLambda.Local.Tests.Http;

/// <summary>A connection on which a test writes HTTP itself.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TcpClient _client = new();

    public static async Task<RawConnection> OpenAsync(string url)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(IPAddress.Loopback, new Uri(url).Port).WaitAsync(Limit);
        return connection;
    }

    public Task WriteAsync(string text) => WriteAsync(Encoding.Latin1.GetBytes(text));

    public Task WriteAsync(byte[] bytes) => _client.GetStream().WriteAsync(bytes).AsTask().WaitAsync(Limit);

    /// <summary>Reads until the text has come.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        var read = new StringBuilder();
        byte[] buffer = new byte[4096];
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            int count = await _client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(Limit);
            read.Append(Encoding.Latin1.GetString(buffer, 0, count));
            Assert.True(count > 0, $"The connection ended after: {read}");
        }

        return read.ToString();
    }

    /// <summary>Reads until the other side closes the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var read = new StringBuilder();
        byte[] buffer = new byte[4096];
        try
        {
            while (await _client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(Limit) is > 0 and var count)
            {
                read.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (IOException)
        {
            // Closed without the usual goodbye.
        }

        return read.ToString();
    }

    public void Dispose() => _client.Dispose();
}
