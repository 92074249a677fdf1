using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;
using Microsoft.Extensions.Configuration;

// The same platform as the embedded flavour, each service a process (run) or a container (publish) of its own.
var builder = DistributedApplication.CreateBuilder(args);

// ---- publish target: exactly one compute environment, chosen by configuration ----
var target = builder.Configuration["McpPlatform:PublishTarget"] ?? "compose";
if (builder.ExecutionContext.IsPublishMode)
{
    switch (target)
    {
        case "compose":
            builder.AddDockerComposeEnvironment("compose").WithDashboard(enabled: true);
            break;
        case "kubernetes":
            builder.AddKubernetesEnvironment("k8s").WithHelm(helm => helm.WithNamespace("mcpplatform"));
            break;
        case "aca":
            builder.AddAzureContainerAppEnvironment("aca");
            break;
        default:
            throw new DistributedApplicationException($"McpPlatform:PublishTarget is '{target}'; use compose, kubernetes or aca.");
    }
}

// ---- secrets ----
var ownerPassword = builder.AddParameter("owner-password", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
var servicePassword = builder.AddParameter("service-password", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
var warehousePassword = builder.AddParameter("warehouse-password", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
var readerPassword = builder.AddParameter("reader-password", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
// 44 characters of base64 are the 32 bytes that sign what the Gateway tells a Worker.
var internalKey = builder.AddParameter("internal-key", secret: true);

// ---- one store ----
var postgres = builder.AddPostgres("postgres", password: ownerPassword)
    .WithImageTag("18")
    .WithDataVolume("mcpplatform-postgres")
    .WithBindMount("Aspire/init", "/docker-entrypoint-initdb.d", isReadOnly: true)
    .WithArgs("-c", "wal_level=logical")
    .WithEnvironment("MCPP_WAREHOUSE_PASSWORD", warehousePassword)
    .WithEnvironment("MCPP_READER_PASSWORD", readerPassword)
    .WithLifetime(ContainerLifetime.Persistent);
var server = postgres.Resource.PrimaryEndpoint;
var owner = Database("platform", "postgres", ownerPassword);
var service = Database("platform", "mcpp_service", servicePassword);
var reader = Database("warehouse", "mcpp_reader", readerPassword);

// ---- through which Gateways share limits; nothing in it is worth keeping ----
var redis = builder.AddRedis("redis");

// Gateway and Worker read the same secrets.key: one folder here, one shared volume where it is published.
var dataFolder = builder.ExecutionContext.IsPublishMode
    ? "/var/lib/mcp-platform"
    : Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "..", ".mcp-platform", "aspire"));

// ---- the schema, before anybody uses it ----
var migrate = builder.AddProject("migrate", "../McpPlatform.Worker/McpPlatform.Worker.csproj")
    .WithArgs("migrate")
    .WithEnvironment("ConnectionStrings__platform-owner", owner)
    .WithEnvironment("ConnectionStrings__platform", service)
    .WaitFor(postgres);

// ---- the services ----
var worker = builder.AddProject("worker", "../McpPlatform.Worker/McpPlatform.Worker.csproj")
    .WithHttpEndpoint(name: "http")
    .WithEnvironment("ConnectionStrings__platform", service)
    .WithEnvironment("ConnectionStrings__platform-direct", service)
    .WithEnvironment("Platform__DataFolder", dataFolder)
    .WithEnvironment("Platform__InternalKey", internalKey)
    .WithEnvironment("BuiltInConnections__warehouse__connector", "postgres")
    .WithEnvironment("BuiltInConnections__warehouse__options__host", server.Property(EndpointProperty.Host))
    .WithEnvironment("BuiltInConnections__warehouse__options__port", server.Property(EndpointProperty.Port))
    .WithEnvironment("BuiltInConnections__warehouse__options__database", "warehouse")
    .WithEnvironment("BuiltInConnections__warehouse__options__username", "mcpp_warehouse")
    .WithEnvironment("BuiltInConnections__warehouse__options__password", warehousePassword)
    .WithEnvironment("BuiltInConnections__inbox__connector", "files")
    .WithEnvironment("BuiltInConnections__inbox__options__root", $"{dataFolder}/inbox")
    .WithHttpHealthCheck("/health/ready")
    .WaitForCompletion(migrate);

var gateway = builder.AddProject("gateway", "../McpPlatform.Gateway/McpPlatform.Gateway.csproj")
    .WithHttpEndpoint(name: "http")
    .WithEnvironment("ConnectionStrings__platform", service)
    .WithEnvironment("ConnectionStrings__platform-direct", service)
    .WithEnvironment("ConnectionStrings__warehouse-reader", reader)
    .WithEnvironment("Platform__DataFolder", dataFolder)
    .WithEnvironment("Platform__InternalKey", internalKey)
    .WithEnvironment("Platform__InboxFolder", $"{dataFolder}/inbox")
    .WithEnvironment("Platform__WorkerAddress", worker.GetEndpoint("http"))
    .WithReference(redis)
    .WithEnvironment("Gateway__Replica__Address", "auto")
    .WithReplicas(2)
    .WithHttpHealthCheck("/health/ready")
    .WithExternalHttpEndpoints()
    .WithUrlForEndpoint("http", url => url.DisplayText = "API and MCP")
    .WaitForCompletion(migrate);

var web = builder.AddProject("web", "../McpPlatform.Web/McpPlatform.Web.csproj")
    .WithHttpEndpoint(name: "http")
    .WithEnvironment("Platform__DataFolder", dataFolder)
    .WithEnvironment("Platform__GatewayAddress", gateway.GetEndpoint("http"))
    .WithHttpHealthCheck("/health/ready")
    .WithExternalHttpEndpoints()
    .WaitFor(gateway);

if (builder.ExecutionContext.IsPublishMode && target == "compose")
{
    // The Compose publisher ignores WithReplicas, so replicas are said in its own words. Leases make a second Worker safe.
    worker.PublishAsDockerComposeService((resource, node) => node.Deploy = new Deploy { Replicas = 2 });
    web.PublishAsDockerComposeService((resource, node) => node.Restart = "unless-stopped");
}

builder.Build().Run();

ReferenceExpression Database(string database, string role, IResourceBuilder<ParameterResource> password) => ReferenceExpression.Create(
    $"Host={server.Property(EndpointProperty.Host)};Port={server.Property(EndpointProperty.Port)};Database={database};Username={role};Password={password.Resource}");
