// ASP.NET Core has a type of this name too, and the Worker never means that one.
global using ConnectionInfo = McpPlatform.Contracts.Api.ConnectionInfo;
