using McpPlatform.Client.Words;
using McpPlatform.Contracts.Text;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Poisoning;

public sealed class ToolWordsTests
{
    [Theory]
    [InlineData("a\u200bb", "a⟨U+200B⟩b")]
    [InlineData("\U000e0041", "⟨U+E0041⟩")]
    [InlineData("\u001b[8m", "⟨U+001B⟩[8m")]
    [InlineData("two\nlines\tand a tab ⚠️", "two\nlines\tand a tab ⚠")]
    public void What_cannot_be_seen_is_written_out(string text, string shown) => HiddenCharacters.Reveal(text).ShouldBe(shown);

    [Theory]
    [InlineData("one two three", "one 2 three", "[two]", "[2]")]
    [InlineData("", "new", "", "[new]")]
    [InlineData("same", "same", "", "")]
    [InlineData("a b c d", "a c d e", "[b ]", "[ e]")]
    public void A_diff_marks_the_words_that_differ(string before, string after, string gone, string come)
    {
        var (old, now) = TextDiff.Between(before, after);

        string.Concat(old.Select(p => p.Text)).ShouldBe(before);
        string.Concat(now.Select(p => p.Text)).ShouldBe(after);
        string.Concat(old.Where(p => p.Differs).Select(p => $"[{p.Text}]")).ShouldBe(gone);
        string.Concat(now.Where(p => p.Differs).Select(p => $"[{p.Text}]")).ShouldBe(come);
    }

    [Fact]
    public void A_diff_of_long_texts_ends()
    {
        var (old, now) = TextDiff.Between(string.Join(' ', Enumerable.Range(0, 50_000)), string.Join(' ', Enumerable.Range(7, 50_000)));

        (old.Count, now.Count).ShouldBe((1, 1));
    }

    [Theory]
    [InlineData("/description", "description")]
    [InlineData("/inputSchema/properties/path/description", "parameter path, description")]
    [InlineData("/inputSchema/properties/a~1b", "parameter a/b")]
    [InlineData("/annotations/readOnlyHint", "annotations/readOnlyHint")]
    public void A_pointer_is_a_place_people_understand(string where, string place) => ToolWords.Place(where).ShouldBe(place);
}
