using System.Text.Json;

namespace Other;

/// <summary>Returns the messages whose body begins with <c>bad</c>, and fails as a whole where one is <c>throw</c>.</summary>
public sealed class QueueHandler
{
    private readonly string? _name = Environment.GetEnvironmentVariable("OTHER_NAME");

    public async Task<Stream> Handle(Stream input)
    {
        using JsonDocument sqsEvent = await JsonDocument.ParseAsync(input);
        List<Dictionary<string, string?>> failures = [];
        foreach (JsonElement record in sqsEvent.RootElement.GetProperty("Records").EnumerateArray())
        {
            string body = record.GetProperty("body").GetString()!;
            Console.WriteLine($"{_name} handles {body}");
            switch (body)
            {
                case "throw":
                    throw new InvalidOperationException("thrown by the handler");
                case "exit":
                    Environment.Exit(7);
                    break;
                case ['b', 'a', 'd', ..]:
                    failures.Add(new() { ["itemIdentifier"] = record.GetProperty("messageId").GetString() });
                    break;
            }
        }

        return new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new { batchItemFailures = failures }));
    }
}
