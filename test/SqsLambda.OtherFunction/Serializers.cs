using System.Text.Json;
using Amazon.Lambda.Core;

namespace Other;

public class ReflectionSerializer : ILambdaSerializer
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public T Deserialize<T>(Stream requestStream) => JsonSerializer.Deserialize<T>(requestStream, Options)!;

    public virtual void Serialize<T>(T response, Stream responseStream) => JsonSerializer.Serialize(responseStream, response, Options);
}

public sealed class ShoutingSerializer : ReflectionSerializer
{
    public override void Serialize<T>(T response, Stream responseStream) => base.Serialize($"{response}!", responseStream);
}
