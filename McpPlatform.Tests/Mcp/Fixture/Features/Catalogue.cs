namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>What the fixture offers at the moment.</summary>
internal sealed class Catalogue
{
    private readonly Lock gate = new();
    private readonly List<FixtureTool> tools = [];
    private readonly List<FixturePrompt> prompts = [.. Features.Prompts.All];

    public Catalogue() => tools.AddRange(
        [.. ContentTools.All, .. TalkingTools.All, .. AskingTools.All, .. FormTools.All, .. SchemaTools.All, .. ChangingTools.Of(this)]);

    /// <summary>Something changed; the listener hears of it before the change returns.</summary>
    public event Action<Change>? Changed;

    public IReadOnlyList<FixtureResource> Resources { get; } = [.. FixtureResource.All];

    public IReadOnlyList<FixturePrompt> Prompts
    {
        get
        {
            lock (gate)
            {
                return [.. prompts];
            }
        }
    }

    public IReadOnlyList<FixtureTool> Tools(FixtureEras era)
    {
        lock (gate)
        {
            return [.. tools.Where(tool => tool.Eras.HasFlag(era))];
        }
    }

    public FixtureTool? Tool(FixtureEras era, string? name) => Tools(era).FirstOrDefault(tool => tool.Name == name);

    public FixturePrompt? Prompt(string? name) => Prompts.FirstOrDefault(prompt => prompt.Name == name);

    public FixtureResource? Resource(string? uri) =>
        uri is null ? null : Resources.FirstOrDefault(resource => resource.Uri == uri) ?? FixtureResource.FromTemplate(uri);

    public void AddTool(FixtureTool tool) => Change(() => tools.Add(tool), Features.Change.OfTools);

    public void ReplaceTool(FixtureTool tool) => Change(() => tools[tools.FindIndex(t => t.Name == tool.Name)] = tool, Features.Change.OfTools);

    public void RemoveTool(string name) => Change(() => tools.RemoveAll(tool => tool.Name == name), Features.Change.OfTools);

    public void AddPrompt(FixturePrompt prompt) => Change(() => prompts.Add(prompt), Features.Change.OfPrompts);

    public void RemovePrompt(string name) => Change(() => prompts.RemoveAll(prompt => prompt.Name == name), Features.Change.OfPrompts);

    public void Touch(string uri) => Changed?.Invoke(Features.Change.OfResource(uri));

    private void Change(Action change, Change notice)
    {
        lock (gate)
        {
            change();
        }

        Changed?.Invoke(notice);
    }
}
