using SqsLambda.Template.Plan;

namespace SqsLambda.Template;

/// <summary>Writes the content of the template: files of the repository, changed, and files that only the template has.</summary>
internal static class TemplateWriter
{
    /// <param name="repository">The top folder of the repository.</param>
    /// <param name="output">The folder to write to. It is emptied first.</param>
    /// <param name="version">The version of the packages that the template references.</param>
    /// <exception cref="SubstitutionException">A file of the repository is not as a substitution expects it.</exception>
    public static void Write(string repository, string output, string version)
    {
        if (Directory.Exists(output))
        {
            Directory.Delete(output, recursive: true);
        }

        foreach (TemplateFile file in Files.Changed)
        {
            string content = Read(Path.Combine(repository, file.Source));
            foreach (Substitution substitution in file.Substitutions)
            {
                content = substitution.Apply(file.Source, content);
            }

            foreach (Rename rename in Renames.All)
            {
                content = rename.Apply(content);
            }

            WriteFile(Path.Combine(output, file.Target), content, version);
        }

        string own = Path.Combine(repository, Files.OwnFolder);
        foreach (string file in Directory.EnumerateFiles(own, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            WriteFile(Path.Combine(output, Path.GetRelativePath(own, file)), Read(file), version);
        }
    }

    private static string Read(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");

    private static void WriteFile(string path, string content, string version)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content.Replace(Tokens.PackageVersion, version, StringComparison.Ordinal));
    }
}
