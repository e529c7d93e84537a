using System.Net;
using System.Xml.Linq;

namespace SqsLambda.Local.Tests.Http.Query;

/// <summary>Speaks the Query protocol with nothing but HTTP.</summary>
internal sealed class QueryClient(HttpClient http, string url)
{
    public static readonly XNamespace Xml = "http://queue.amazonaws.com/doc/2012-11-05/";

    /// <summary>Posts a form: <c>Action=ListQueues&amp;MaxResults=1</c>, with values as they are on the wire.</summary>
    public async Task<QueryAnswerText> PostAsync(string form, string path = "/")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url + path) { Content = new StringContent(form) };
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded") { CharSet = "utf-8" };
        return await SendAsync(request);
    }

    /// <summary>Asks with the same parameters in the URL.</summary>
    public async Task<QueryAnswerText> GetAsync(string query, string path = "/")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{url}{path}?{query}");
        return await SendAsync(request);
    }

    /// <summary>Creates a queue and returns its URL.</summary>
    public async Task<string> CreateAsync(string more = "", string suffix = "")
    {
        var answer = await PostAsync($"Action=CreateQueue&QueueName=q-{Guid.NewGuid():N}{suffix}{more}");
        return answer.Root.Descendants(Xml + "QueueUrl").Single().Value;
    }

    public async Task<QueryAnswerText> SendAsync(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        return new(
            response.StatusCode,
            response.Content.Headers.ContentType?.ToString(),
            response.Content.Headers.ContentLength,
            response.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value)),
            await response.Content.ReadAsStringAsync());
    }
}

/// <summary>What the endpoint answered.</summary>
internal sealed record QueryAnswerText(HttpStatusCode Status, string? Type, long? Length, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public string RequestId => Headers["x-amzn-RequestId"];

    public XElement Root => XDocument.Parse(Text, LoadOptions.PreserveWhitespace).Root!;

    /// <summary>The element within which an answer has its members.</summary>
    public XElement Result => Root.Elements().First(element => element.Name.LocalName.EndsWith("Result", StringComparison.Ordinal));

    /// <summary>The values of all elements of a name, in order.</summary>
    public IReadOnlyList<string> Values(string name) => [.. Root.Descendants(QueryClient.Xml + name).Select(element => element.Value)];

    /// <summary>Status, kind, code and text of an error.</summary>
    public (HttpStatusCode Status, string Type, string Code, string Message) Error =>
        (Status, Assert.Single(Values("Type")), Assert.Single(Values("Code")), Assert.Single(Values("Message")));
}
