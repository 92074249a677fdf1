using McpPlatform.Guard.Processes;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Processes;

/// <summary>What is kept of the standard error of a process.</summary>
public sealed class LastWordsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one\ntwo\n", "two")]
    [InlineData("one\r\ntwo", "two")]
    [InlineData("out of reach\n\n   \n", "out of reach")]
    public async Task The_last_line_that_says_anything_is_kept(string written, string kept) => (await OfAsync(written)).ShouldBe(kept);

    [Fact]
    public async Task A_line_that_tells_most_stays() =>
        (await OfAsync("starting\nFatal: out of memory\n#1 0x00\n", "out of memory")).ShouldBe("Fatal: out of memory");

    [Fact]
    public void Of_a_line_without_an_end_only_its_beginning_is_held()
    {
        // What is read comes at once, so that all of it happens in this thread.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var words = new LastWords(new Endless(200_000_000));
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        words.Ended.IsCompletedSuccessfully.ShouldBeTrue();
        words.Text.ShouldBe(new string('x', 500));
        taken.ShouldBeLessThan(100_000);
    }

    private static async Task<string> OfAsync(string written, string? telling = null)
    {
        var words = new LastWords(new StringReader(written), telling);
        await words.Ended;
        return words.Text;
    }

    /// <summary>A process that writes on and on without ending its line.</summary>
    private sealed class Endless(int length) : TextReader
    {
        private int left = length;

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(buffer.Length, left);
            buffer.Span[..count].Fill('x');
            left -= count;
            return ValueTask.FromResult(count);
        }
    }
}
