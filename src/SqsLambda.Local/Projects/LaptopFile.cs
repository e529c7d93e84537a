namespace SqsLambda.Local.Projects;

/// <summary>
/// What a function wants on the laptop and nowhere else: <c>laptop.json</c> in its folder. <c>tables</c> maps an environment variable that names a DynamoDB
/// table to the table's partition key, <c>variables</c> sets environment variables, and <c>queue</c> says what <c>--fifo</c> and
/// <c>--dead-letter-at-once</c> say.
/// </summary>
/// <param name="Tables">The variables that name tables, and the partition keys of these.</param>
/// <param name="Variables">Environment variables of the function.</param>
internal sealed record LaptopFile(IReadOnlyDictionary<string, string> Tables, IReadOnlyDictionary<string, string> Variables)
{
    private const string FileName = "laptop.json";

    /// <summary>Whether its queue is a FIFO queue.</summary>
    public bool Fifo { get; private init; }

    /// <summary>Whether it is told where the dead-letter queue is, so that it can send messages there.</summary>
    public bool DeadLetterAtOnce { get; private init; }

    public static LaptopFile Empty { get; } = new(new Dictionary<string, string>(), new Dictionary<string, string>());

    /// <exception cref="UsageException">The file is there and cannot be used.</exception>
    public static LaptopFile Find(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return Empty;
        }

        JsonFileValue file = JsonFileValue.Read(path);
        file.AllowOnly("tables", "variables", "queue");
        file["queue"]?.AllowOnly("fifo", "deadLetterAtOnce");
        return new(ReadVariables(file["tables"]), ReadVariables(file["variables"]))
        {
            Fifo = file["queue"]?["fifo"]?.AsFlag() ?? false,
            DeadLetterAtOnce = file["queue"]?["deadLetterAtOnce"]?.AsFlag() ?? false,
        };
    }

    /// <summary>Reads an object whose members are named like environment variables.</summary>
    /// <exception cref="UsageException">A name is none.</exception>
    public static IReadOnlyDictionary<string, string> ReadVariables(JsonFileValue? value)
    {
        if (value is null)
        {
            return Empty.Variables;
        }

        IReadOnlyDictionary<string, string> variables = value.AsTextMembers();
        foreach ((string name, JsonFileValue member) in value.Members)
        {
            if (!FunctionVariables.IsName(name))
            {
                throw new UsageException($"{member.File}, line {member.Line}: '{name}' is no environment variable: allowed is {FunctionVariables.AllowedName}.");
            }
        }

        return variables;
    }
}
