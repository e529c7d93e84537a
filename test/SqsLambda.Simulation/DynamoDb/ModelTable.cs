using SqsLambda.Simulation.Lambda;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace SqsLambda.Simulation.DynamoDb;

/// <summary>A table with a partition key of type S.</summary>
/// <param name="name">Its name.</param>
/// <param name="partitionKey">Its partition key.</param>
/// <param name="changed">Called after each change with the key, the new item (<see langword="null"/> if it was deleted) and the process that made it.</param>
internal sealed class ModelTable(string name, string partitionKey, Action<string, Item?, SimulatedProcess> changed)
{
    private readonly Dictionary<string, Item> _items = [];

    public string Name => name;

    public string PartitionKey => partitionKey;

    public Item? Find(string key) => _items.GetValueOrDefault(key);

    public void Put(string key, Item item, SimulatedProcess writer)
    {
        _items[key] = item;
        changed(key, item, writer);
    }

    public void Delete(string key, SimulatedProcess writer)
    {
        if (_items.Remove(key))
        {
            changed(key, null, writer);
        }
    }
}
