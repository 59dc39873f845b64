"""Records of Amazon SageMaker's calls and what each may have changed."""

from tests.triggers.records import ACCOUNT, REGION, Case

NOTEBOOK = "AWS::SageMaker::NotebookInstance"
ARN = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:notebook-instance/lab"
MODEL = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:model/lab"

CASES: list[Case] = [
    ("CreateNotebookInstance", {"notebookInstanceName": "lab"}, {}, [(NOTEBOOK, "lab")]),
    ("UpdateNotebookInstance", {"notebookInstanceName": "lab"}, {}, [(NOTEBOOK, "lab")]),
    ("AddTags", {"resourceArn": ARN, "tags": []}, {}, [(NOTEBOOK, "lab")]),
    ("AddTags", {"resourceArn": MODEL, "tags": []}, {}, []),
    ("DeleteNotebookInstance", None, {}, [(NOTEBOOK, None)]),
]
