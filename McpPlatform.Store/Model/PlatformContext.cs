using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace McpPlatform.Store.Model;

/// <summary>The EF Core view of the control plane. The schema itself is made by the numbered migrations; a test holds the two together.</summary>
internal sealed class PlatformContext(DbContextOptions<PlatformContext> options) : DbContext(options)
{
    public DbSet<TenantRow> Tenants => Set<TenantRow>();

    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();

    public DbSet<PersonRow> People => Set<PersonRow>();

    public DbSet<InvitationRow> Invitations => Set<InvitationRow>();

    public DbSet<SignInLinkRow> SignInLinks => Set<SignInLinkRow>();

    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<RefreshTokenRow> RefreshTokens => Set<RefreshTokenRow>();

    public DbSet<ConnectorRow> Connectors => Set<ConnectorRow>();

    public DbSet<ConnectionRow> Connections => Set<ConnectionRow>();

    public DbSet<UpstreamRow> Upstreams => Set<UpstreamRow>();

    public DbSet<ToolRow> Tools => Set<ToolRow>();

    public DbSet<SecretRow> Secrets => Set<SecretRow>();

    public DbSet<SecretAccessRow> SecretAccess => Set<SecretAccessRow>();

    public DbSet<ConversationRow> Conversations => Set<ConversationRow>();

    public DbSet<PipelineRow> Pipelines => Set<PipelineRow>();

    public DbSet<PolicySetRow> PolicySets => Set<PolicySetRow>();

    public DbSet<QuotaRow> Quotas => Set<QuotaRow>();

    public DbSet<PipelineVersionRow> PipelineVersions => Set<PipelineVersionRow>();

    public DbSet<ApprovalRow> Approvals => Set<ApprovalRow>();

    public DbSet<RunRow> Runs => Set<RunRow>();

    public DbSet<RunStreamRow> RunStreams => Set<RunStreamRow>();

    public DbSet<ScheduleFireRow> ScheduleFires => Set<ScheduleFireRow>();

    public DbSet<DatasetRow> Datasets => Set<DatasetRow>();

    public DbSet<SchemaVersionRow> SchemaVersions => Set<SchemaVersionRow>();

    public DbSet<SourceSchemaRow> SourceSchemas => Set<SourceSchemaRow>();

    public DbSet<LineageEdgeRow> LineageEdges => Set<LineageEdgeRow>();

    public static PlatformContext Over(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        var context = new PlatformContext(new DbContextOptionsBuilder<PlatformContext>().UseNpgsql(connection).Options);
        context.Database.UseTransaction(transaction);
        return context;
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TenantRow>().ToTable("tenants").HasKey(r => r.TenantId);
        modelBuilder.Entity<ApiKeyRow>().ToTable("api_keys").HasKey(r => new { r.TenantId, r.Id });
        modelBuilder.Entity<PersonRow>().ToTable("people").HasKey(r => new { r.TenantId, r.Id });
        modelBuilder.Entity<InvitationRow>().ToTable("invitations").HasKey(r => new { r.TenantId, r.Id });
        modelBuilder.Entity<SignInLinkRow>().ToTable("sign_in_links").HasKey(r => new { r.TenantId, r.TokenHash });
        modelBuilder.Entity<SessionRow>().ToTable("sessions").HasKey(r => new { r.TenantId, r.Id });
        modelBuilder.Entity<RefreshTokenRow>().ToTable("refresh_tokens").HasKey(r => new { r.TenantId, r.TokenHash });
        modelBuilder.Entity<ConnectorRow>().ToTable("connectors").HasKey(r => new { r.TenantId, r.Name });
        modelBuilder.Entity<ConnectionRow>().ToTable("connections").HasKey(r => new { r.TenantId, r.Name });
        modelBuilder.Entity<UpstreamRow>().ToTable("upstreams").HasKey(r => new { r.TenantId, r.Name });
        modelBuilder.Entity<ToolRow>().ToTable("tools").HasKey(r => new { r.TenantId, r.Upstream, r.Name });
        modelBuilder.Entity<PolicySetRow>().ToTable("policy_sets").HasKey(r => new { r.TenantId, r.Name, r.Version });
        modelBuilder.Entity<QuotaRow>().ToTable("quotas").HasKey(r => new { r.TenantId, r.Name });
        modelBuilder.Entity<SecretRow>().ToTable("secrets").HasKey(r => new { r.TenantId, r.Name });
        modelBuilder.Entity<SecretAccessRow>().ToTable("secret_access").HasKey(r => new { r.TenantId, r.Id });
        modelBuilder.Entity<ConversationRow>().ToTable("conversations").HasKey(r => new { r.TenantId, r.Id });
        modelBuilder.Entity<PipelineRow>().ToTable("pipelines").HasKey(r => new { r.TenantId, r.Id });
        modelBuilder.Entity<PipelineVersionRow>().ToTable("pipeline_versions").HasKey(r => new { r.TenantId, r.PipelineId, r.Version });
        modelBuilder.Entity<ApprovalRow>().ToTable("approvals").HasKey(r => new { r.TenantId, r.Id });
        modelBuilder.Entity<RunRow>().ToTable("runs").HasKey(r => new { r.TenantId, r.Id });
        modelBuilder.Entity<RunStreamRow>().ToTable("run_streams").HasKey(r => new { r.TenantId, r.RunId, r.Target });
        modelBuilder.Entity<ScheduleFireRow>().ToTable("schedule_fires").HasKey(r => new { r.TenantId, r.PipelineId, r.FireTime });
        modelBuilder.Entity<DatasetRow>().ToTable("datasets").HasKey(r => new { r.TenantId, r.Id });
        modelBuilder.Entity<SchemaVersionRow>().ToTable("schema_versions").HasKey(r => new { r.TenantId, r.DatasetId, r.Version });
        modelBuilder.Entity<SourceSchemaRow>().ToTable("source_schemas").HasKey(r => new { r.TenantId, r.PipelineId, r.Target });
        modelBuilder.Entity<LineageEdgeRow>().ToTable("lineage_edges")
            .HasKey(r => new { r.TenantId, r.ToDataset, r.ToColumn, r.FromDataset, r.FromColumn, r.PipelineId });
        NameColumns(modelBuilder);
    }

    // snake_case names; strings whose property ends in Json are json columns; the database makes no values.
    private static void NameColumns(ModelBuilder modelBuilder)
    {
        const string json = "Json";
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            var isJson = property.Name.EndsWith(json, StringComparison.Ordinal);
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(isJson ? property.Name[..^json.Length] : property.Name));
            property.ValueGenerated = Microsoft.EntityFrameworkCore.Metadata.ValueGenerated.Never;
            if (isJson)
            {
                property.SetColumnType("json");
            }
        }
    }
}
