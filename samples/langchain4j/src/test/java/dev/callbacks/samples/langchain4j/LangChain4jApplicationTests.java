// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.samples.langchain4j;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class LangChain4jApplicationTests {

	@Test
	void treeShowsTheServiceWithItsModelAndItsTool(CapturedOutput output) throws IOException {
		SpringApplication
			.run(LangChain4jApplication.class, "--openai.base-url=" + FakeOpenAi.start(),
					"--openai.api-key=none")
			.close();
		assertThat(output.getOut()).containsSubsequence("> chain Assistant.ask", "> chat-model", "> tool time",
				"< tool time", "> chat-model", "Late.", "< chain Assistant.ask");
	}

}
