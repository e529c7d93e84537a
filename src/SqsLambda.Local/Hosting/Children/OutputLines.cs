namespace SqsLambda.Local.Hosting.Children;

/// <summary>Reads what a process writes, line by line.</summary>
internal static class OutputLines
{
    /// <summary>The characters of a line at most. The rest of a longer one is a line of its own, as in Lambda's logs.</summary>
    public const int MaxLength = 256 * 1024;

    private const int BufferLength = 4096;

    /// <summary>Gives each line to <paramref name="write"/>, until the output ends.</summary>
    public static async Task CopyAsync(TextReader output, Action<string> write)
    {
        char[] buffer = new char[BufferLength];
        var line = new System.Text.StringBuilder();
        while (await output.ReadAsync(buffer) is > 0 and int read)
        {
            foreach (char each in buffer.AsSpan(0, read))
            {
                // A pair of surrogates stays together.
                if (each == '\n' || (line.Length >= MaxLength && !char.IsLowSurrogate(each)))
                {
                    Write();
                }

                if (each != '\n')
                {
                    line.Append(each);
                }
            }
        }

        if (line.Length > 0)
        {
            Write();
        }

        void Write()
        {
            write(line.ToString().TrimEnd('\r'));
            line.Clear();
        }
    }
}
