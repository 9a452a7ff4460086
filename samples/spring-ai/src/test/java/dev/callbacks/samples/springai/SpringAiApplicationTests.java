// Copyright 2026-present the original author or authors.
// SPDX-License-Identifier: Apache-2.0

package dev.callbacks.samples.springai;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class SpringAiApplicationTests {

	@Test
	void treeShowsTheTurnWithItsModelAndItsTool(CapturedOutput output) throws IOException {
		SpringApplication
			.run(SpringAiApplication.class, "--spring.ai.openai.base-url=" + FakeOpenAi.start(),
					"--spring.ai.openai.api-key=none")
			.close();
		assertThat(output.getOut()).containsSubsequence("> chain chat-client", "> chat-model", "> tool time",
				"< tool time", "> chat-model", "< chain chat-client", "[Late.]");
	}

}
