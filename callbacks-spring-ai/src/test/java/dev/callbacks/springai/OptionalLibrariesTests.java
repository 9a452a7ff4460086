// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.springai;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import dev.callbacks.dispatch.CallbackDispatcher;
import dev.callbacks.test.CallbackTests;
import dev.callbacks.test.RecordingHandler;
import org.junit.jupiter.api.Test;

import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Applications without some of the libraries that the adapter knows.
 */
class OptionalLibrariesTests {

	@Test
	@SuppressWarnings("unchecked")
	void toolsAreRunsWithoutTheLibraryOfMcp() throws Exception {
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		try (WithoutMcp loader = new WithoutMcp()) {
			Thread.currentThread().setContextClassLoader(loader);
			assertThatExceptionOfType(ClassNotFoundException.class)
				.isThrownBy(() -> loader.loadClass("org.springframework.ai.mcp.SyncMcpToolCallback"));
			Class<?> application = loader.loadClass(Application.class.getName());
			assertThat(application).isNotSameAs(Application.class);
			Callable<String> call = (Callable<String>) application.getDeclaredConstructor().newInstance();
			assertThat(call.call()).isEqualTo("\"Sun\" [TOOL forecast]");
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	/**
	 * An application that calls a tool, and tells the answer and the runs.
	 */
	public static final class Application implements Callable<String> {

		@Override
		public String call() {
			CallbackDispatcher manager = CallbackDispatcher.builder().build();
			RecordingHandler recording = new RecordingHandler();
			manager.add(recording);
			ToolCallback tool = new SpringAiCallbacks(manager)
				.wrap(FunctionToolCallback.builder("forecast", () -> "Sun").build());
			String answer = tool.call("{}");
			CallbackTests.awaitIdle(manager);
			return answer + " " + recording.tree();
		}

	}

	/**
	 * The class path of the tests, but for what belongs to MCP.
	 */
	private static final class WithoutMcp extends URLClassLoader {

		private WithoutMcp() throws MalformedURLException {
			super(classPath(), ClassLoader.getPlatformClassLoader());
		}

		private static URL[] classPath() throws MalformedURLException {
			List<URL> urls = new ArrayList<>();
			for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
				urls.add(new File(entry).toURI().toURL());
			}
			return urls.toArray(URL[]::new);
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.startsWith("org.springframework.ai.mcp.") || name.startsWith("io.modelcontextprotocol.")) {
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name, resolve);
		}

	}

}
