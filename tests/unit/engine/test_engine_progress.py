"""Progress from the lines that the library prints."""

from fluxfill_studio.engine.progress import Progress


def fractions(*lines: str) -> list[float]:
    progress, made = Progress(), []
    for line in lines:
        progress.read(line)
        made.append(progress.fraction)
    return made


def level(number: int) -> list[str]:
    return [
        f"Inpainting level: {number}",
        "Initialization done.",
        *(f"EM Iteration: {x}" for x in range(1 + 2 * number)),
    ]


def test_it_rises_through_the_levels() -> None:
    made = fractions(*level(3), *level(2), *level(1), *level(0))
    assert made[0] == 0
    assert made == sorted(made)
    assert 0.3 < made[-1] < 1  # the finest level has begun but is not done


def test_fine_levels_weigh_more() -> None:
    made = fractions("Inpainting level: 8", "Inpainting level: 3", "Inpainting level: 2")
    assert made[2] - made[1] > made[1]


def test_it_never_goes_back_when_coarse_levels_are_tried_again() -> None:
    made = fractions(*level(5), *level(4), *level(5), *level(4), *level(3))
    assert made == sorted(made)


def test_a_stage_is_a_share_of_the_whole() -> None:
    made = fractions("stage 0.5 0.75", *level(1), *level(0))
    assert made[0] == 0.5
    assert all(0.5 <= x < 0.75 for x in made)
    assert made[-1] > made[0]


def test_other_lines_are_left_to_the_log() -> None:
    assert not Progress().read("Energy with patch_size: 3.9, with larger patches: 3.4")
    assert Progress().read("EM Iteration: 0")
