namespace McpPlatform.Guard.Lettering;

/// <summary>Letters that carry marks and the letters below them; the framework takes none apart where it runs without ICU.</summary>
internal static class Accents
{
    private const char First = '\u00C0';

    // U+00C0 to U+017F; a blank stands for a letter that stays.
    private const string Bases =
        "aaaaaaaceeeeiiiidnooooo ouuuuy  aaaaaaaceeeeiiiidnooooo ouuuuy yaaaaaaccccccccddddeeeeeeeeeegggg"
        + "gggghhhhiiiiiiiiiiiijjkkkllllll  llnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    /// <summary>The letter below; the letter itself where there is none.</summary>
    public static char Base(char letter) => letter - First is >= 0 and var at && at < Bases.Length && Bases[at] != ' ' ? Bases[at] : letter;
}
