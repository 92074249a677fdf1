using McpPlatform.Core.Runs;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class KillPointCatalogTests
{
    [Fact]
    public void The_kill_matrix_has_at_least_sixty_points_and_none_twice()
    {
        KillPointCatalog.Matrix.Count.ShouldBeGreaterThanOrEqualTo(60);
        KillPointCatalog.Matrix.ShouldBeUnique();
    }
}
