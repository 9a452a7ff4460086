// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.lang.reflect.Field;

import dev.callbacks.RunConfig;
import dev.callbacks.call.Failures;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.ai.mcp.AsyncMcpToolCallback;
import org.springframework.ai.mcp.SyncMcpToolCallback;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * The servers of MCP that offer tools, by their names. Only a tool's client knows its
 * server, and upstream keeps that to itself, so it is read from the tool's field; without
 * such a field there is no name.
 */
final class McpServers {

	/** The key of the server's name in the metadata of a tool's run. */
	static final String NAME = "mcp.server.name";

	private static final Logger logger = LoggerFactory.getLogger(McpServers.class);

	private static final boolean PRESENT = ClassUtils.isPresent("org.springframework.ai.mcp.SyncMcpToolCallback",
			McpServers.class.getClassLoader());

	private McpServers() {
	}

	/**
	 * The metadata that tells the server of a tool, or nothing for any other tool.
	 */
	static RunConfig metadata(ToolCallback tool) {
		String name = PRESENT ? Clients.serverName(tool) : null;
		return StringUtils.hasText(name) ? RunConfig.empty().metadata(NAME, name) : RunConfig.empty();
	}

	/** Apart, so that nothing is missed where the library is missing. */
	private static final class Clients {

		private static @Nullable String serverName(ToolCallback tool) {
			if (!(tool instanceof SyncMcpToolCallback || tool instanceof AsyncMcpToolCallback)) {
				return null;
			}
			try {
				Implementation server = server(client(tool));
				return (server != null) ? server.name() : null;
			}
			catch (Throwable ex) {
				Failures.throwIfFatal(ex);
				logger.debug("The server of tool {} is not known", tool, ex);
				return null;
			}
		}

		private static @Nullable Implementation server(@Nullable Object client) {
			if (client instanceof McpSyncClient sync) {
				return sync.getServerInfo();
			}
			return (client instanceof McpAsyncClient async) ? async.getServerInfo() : null;
		}

		private static @Nullable Object client(ToolCallback tool) {
			Field field = ReflectionUtils.findField(tool.getClass(), "mcpClient");
			if (field == null) {
				return null;
			}
			ReflectionUtils.makeAccessible(field);
			return ReflectionUtils.getField(field, tool);
		}

	}

}
