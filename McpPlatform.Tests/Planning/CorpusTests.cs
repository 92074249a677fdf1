using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Planning;

public sealed class CorpusTests(ITestOutputHelper output)
{
    private readonly PlanningBench bench = new();

    [Theory]
    [InlineData("moves.jsonl")]
    [InlineData("columns.jsonl")]
    [InlineData("schedules.jsonl")]
    [InlineData("questions.jsonl")]
    [InlineData("refusals.jsonl")]
    public Task Every_request_of_the_corpus_is_understood_as_a_person_means_it(string file) => ScoreAsync(file, mustAll: true);

    [Fact]
    public Task Requests_held_out_while_the_planner_was_written_are_counted() => ScoreAsync("held-out.jsonl", mustAll: false);

    private async Task ScoreAsync(string file, bool mustAll)
    {
        var wrong = new List<string>();
        var (total, right, mustMissed) = (0, 0, 0);
        foreach (var line in Corpus.Read(file))
        {
            total++;
            var turns = Corpus.Turns(line);
            var differences = Corpus.Differences(line, await bench.SayAsync(TestContext.Current.CancellationToken, turns));
            right += differences.Count == 0 ? 1 : 0;
            mustMissed += differences.Count > 0 && (mustAll || line["must"] is not null) && line["known"] is null ? 1 : 0;
            if (differences.Count > 0)
            {
                wrong.Add($"{string.Join(" / ", turns)}\n      {string.Join("\n      ", differences)}");
            }
        }

        output.WriteLine($"{file}: {right} of {total}");
        wrong.ForEach(output.WriteLine);
        mustMissed.ShouldBe(0, string.Join('\n', wrong.Prepend($"{file}: {right} of {total}")));
    }
}
