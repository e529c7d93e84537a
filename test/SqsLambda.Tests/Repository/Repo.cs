namespace SqsLambda.Tests.Repository;

/// <summary>The files of the checkout that the tests run in.</summary>
internal static class Repo
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SqsLambda.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No SqsLambda.sln above {AppContext.BaseDirectory}.");
    }
}
