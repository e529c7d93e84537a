namespace SqsLambda.Settings;

/// <summary>An environment variable that holds the URL of a queue, or is not set.</summary>
internal sealed record UrlSetting(string Name, string Meaning)
    : Setting<string?>(Name, "URL", "an http or https URL", null, Meaning)
{
    protected override bool TryParse(string text, out string? value)
    {
        value = text;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);
    }
}
