namespace SqsLambda.Browser.Tests;

/// <summary>The screen of a user.</summary>
/// <param name="Width">In CSS pixels.</param>
/// <param name="Height">In CSS pixels.</param>
/// <param name="IsDark">Whether the user prefers a dark page.</param>
internal sealed record Screen(int Width, int Height, bool IsDark = false)
{
    public static Screen Laptop { get; } = new(1280, 900);

    public static Screen Phone { get; } = new(390, 844);

    public static Screen Of(string name) => name == nameof(Phone) ? Phone : Laptop;
}

/// <summary>The widths that each path is tried at.</summary>
internal sealed class Widths : TheoryData<string>
{
    public Widths()
    {
        Add(nameof(Screen.Laptop));
        Add(nameof(Screen.Phone));
    }
}
