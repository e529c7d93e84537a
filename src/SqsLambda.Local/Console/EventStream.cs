using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SqsLambda.Local.WebConsole;

/// <summary>Writes server-sent events. An event is sent before the next one is written, so that one event at most waits for a slow reader.</summary>
/// <remarks>HTML Living Standard, "Server-sent events". JSON has no line breaks, so an event is one line of data.</remarks>
/// <param name="output">Where to.</param>
/// <param name="slowestRead">The longest time that the reader may take for an event.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class EventStream(PipeWriter output, TimeSpan slowestRead, TimeProvider timeProvider)
{
    /// <summary>Sends an event.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="data">Its data.</param>
    /// <param name="type">The JSON form of the data.</param>
    /// <param name="id">Where to go on after a lost connection; <see langword="null"/> to leave that as it is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The reader is too slow.</exception>
    public async Task SendAsync<T>(string name, T data, JsonTypeInfo<T> type, string? id, CancellationToken cancellationToken)
    {
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"event: {name}\n{(id is null ? "" : $"id: {id}\n")}data: "), output);
        using (var json = new Utf8JsonWriter(output))
        {
            JsonSerializer.Serialize(json, data, type);
        }

        Encoding.UTF8.GetBytes("\n\n", output);
        await output.FlushAsync(cancellationToken).AsTask().WaitAsync(slowestRead, timeProvider, cancellationToken);
    }
}
